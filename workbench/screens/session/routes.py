"""Signing in and out, the first page after it, and preferences."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import User
from workbench.access.permissions import Permission
from workbench.domain.people import (
    BUSY_WAIT,
    LinkSpent,
    PasswordTooShort,
    SignInBusy,
    SignInLocked,
    SignInRefused,
    SignInTry,
    authenticate,
    choose_password,
    clean_address,
    find_candidate,
    is_unstaffed,
    one_of_few,
    person_of_link,
    prove,
    source_of,
)
from workbench.queries.first_run import has_accounts
from workbench.screens.session.forms import PasswordForm, PreferencesForm, SignInForm
from workbench.web import htmx
from workbench.web.browsers import browser_of, remember_browser
from workbench.web.db import commit, get_session, reading
from workbench.web.guard import permission, public
from workbench.web.languages import remember
from workbench.web.moment import get_settings, now
from workbench.web.navigation import landing
from workbench.web.session import begin_session, end_session, is_signed_in, may, my_row
from workbench.web.words import why_not

blueprint = Blueprint("session", __name__, template_folder="templates")


@blueprint.get("/")
@permission(Permission.OWN_ACCOUNT)
def start() -> Response:
    """Each role starts at the first door it may open; who administers an empty database, at the first start."""
    if may(Permission.MANAGE_USERS) and not has_accounts(get_session()):
        return redirect(url_for("first_run.index"), code=303)
    return redirect(landing(), code=303)


@blueprint.route("/entrar", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Show the form; with the right address and password go on to where the person was going."""
    form = SignInForm()
    if request.method == "GET":
        return _asked_to_sign_in(form)
    if not form.validate():
        return htmx.invalid("session/sign_in.html", form=form)
    asked = _asked(form)
    try:
        with one_of_few(is_known_browser=asked.browser is not None):
            with reading() as looking:
                candidate = find_candidate(looking, asked, now=now())
            proof = prove(candidate, form.password.data)
            user = authenticate(get_session(), asked, proof, now=now())
    except SignInRefused as refused:
        return _refused(form, refused)
    begin_session(user, remember=form.remember.data)
    commit()
    response = htmx.go(_destination())
    remember_browser(response, asked.address)
    return _with_choices_of(user, response)


@blueprint.get("/entrar/enlace/<string:secret>")
@public
def open_link(secret: str) -> Response:
    """The form by which a person chooses a password; 410 where the link opens nothing."""
    with reading() as looking:
        user = person_of_link(looking, secret, now=now())
    if user is None:
        return _spent()
    return htmx.look("session/link.html", form=PasswordForm(), secret=secret, user=user)


@blueprint.post("/entrar/enlace/<string:secret>")
@public
def use_link(secret: str) -> Response:
    """Keep the password, use the link up and sign the person in."""
    with reading() as looking:
        user = person_of_link(looking, secret, now=now())
    if user is None:
        return _spent()
    form = PasswordForm()
    if not form.validate():
        return htmx.invalid("session/link.html", form=form, secret=secret, user=user)
    try:
        signed_in = choose_password(get_session(), secret, password=form.password.data, now=now())
    except PasswordTooShort as refused:
        form.password.errors = (*form.password.errors, why_not(refused))
        return htmx.invalid("session/link.html", form=form, secret=secret, user=user)
    except LinkSpent:
        return _spent()
    begin_session(signed_in, remember=False)
    commit()
    response = htmx.go(url_for("session.start"))
    remember_browser(response, signed_in.email)
    return _with_choices_of(signed_in, response)


def _spent() -> Response:
    return htmx.invalid("session/spent.html", status=410)


@blueprint.post("/salir")
@permission(Permission.OWN_ACCOUNT)
def sign_out() -> Response:
    """End the session on this browser; a copy of its cookie opens nothing from now on."""
    end_session()
    commit()
    return htmx.go(url_for("session.sign_in"))


@blueprint.post("/preferencias")
@public
def choose() -> Response:
    """Keep language, theme or shortcuts in this browser, and with the person where one is signed in."""
    form = PreferencesForm()
    if not form.validate():
        text, title = gettext("Esa opción no existe."), gettext("No se puede")
        return htmx.refused(text, page="errors/page.html", status=422, title=title, code=None)
    if is_signed_in():
        row = my_row()
        row.locale = form.language.data or row.locale
        row.theme = form.theme.data or row.theme
        commit()
    response = htmx.nothing() if htmx.wants_piece() and not form.language.data else htmx.go(_destination())
    remember(
        response,
        secure=get_settings().secure_cookies,
        language=form.language.data or None,
        theme=form.theme.data or None,
        shortcuts=form.shortcuts.data or None,
    )
    return response


def _asked_to_sign_in(form: SignInForm) -> Response:
    """The form; the first start where nobody works here yet."""
    if is_signed_in():
        return htmx.go(_destination())
    with reading() as looking:
        is_first = is_unstaffed(looking)
    return htmx.go(url_for("first_run.administrator")) if is_first else htmx.look("session/sign_in.html", form=form)


def _asked(form: SignInForm) -> SignInTry:
    """The try as it is counted: the address typed, the client's network address, and a browser known to both."""
    address, key = clean_address(form.email.data), get_settings().secret_key
    source, browser = source_of(request.remote_addr), browser_of(address)
    return SignInTry(address=address, source=source, browser=browser, key=key)


def _refused(form: SignInForm, refused: SignInRefused) -> Response:
    """Show the form again with the reason; 429 with the wait where the password was not even checked."""
    form.form_errors.append(why_not(refused))
    if isinstance(refused, SignInBusy):
        return htmx.later(htmx.invalid("session/sign_in.html", form=form, status=429), BUSY_WAIT)
    commit()
    if isinstance(refused, SignInLocked):
        return htmx.later(htmx.invalid("session/sign_in.html", form=form, status=429), refused.until - now())
    return htmx.invalid("session/sign_in.html", form=form)


def _with_choices_of(user: User, response: Response) -> Response:
    """A person's language and theme follow them to the browser they sign in on."""
    remember(response, secure=get_settings().secure_cookies, language=user.locale, theme=user.theme)
    return response


def _destination() -> str:
    """The page that was asked for, if it is one of ours; else the start."""
    wanted = request.values.get("siguiente", "")
    # Browsers drop tabs and line ends from an address: «/<tab>/elsewhere» would become another site's.
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours else url_for("session.start")
