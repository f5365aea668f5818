"""The first administrator: from the machine itself, or with the code that the start printed."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request, url_for
from werkzeug.wrappers import Response

from workbench.domain.people import (
    FirstPerson,
    FirstRunRefused,
    PasswordTooShort,
    SignInLocked,
    SignInTry,
    UserRefused,
    add_first_administrator,
    is_unstaffed,
    one_of_few,
    source_of,
)
from workbench.domain.people import SignInBusy as Busy
from workbench.kernel.errors import RuleBroken
from workbench.screens.first_run.blueprint import blueprint
from workbench.screens.first_run.forms import AdministratorForm
from workbench.web import htmx
from workbench.web.browsers import remember_browser
from workbench.web.db import commit, get_session, reading
from workbench.web.guard import public
from workbench.web.moment import get_settings, now
from workbench.web.session import begin_session
from workbench.web.words import why_not

PAGE = "first_run/administrator.html"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
"""What a proxy adds: behind one every browser seems to run on this machine."""


@blueprint.get("/arranque/administracion")
@public
def administrator() -> Response:
    """The form; where somebody works here already, the way to sign in."""
    with reading() as looking:
        is_first = is_unstaffed(looking)
    if not is_first:
        return htmx.go(url_for("session.sign_in"))
    form = AdministratorForm(data={"code": request.args.get("codigo", "")})
    return htmx.look(PAGE, form=form, needs_code=not is_at_machine())


@blueprint.post("/arranque/administracion")
@public
def become_administrator() -> Response:
    """Add the first administrator and sign them in; a wrong code is counted even though nothing else is kept."""
    form, at_machine = AdministratorForm(), is_at_machine()
    if not form.validate():
        return htmx.invalid(PAGE, form=form, needs_code=not at_machine)
    wanted = FirstPerson(name=form.name.data, email=form.email.data, password=form.password.data)
    asked = SignInTry(
        address="first administrator", source=source_of(request.remote_addr), key=get_settings().secret_key
    )
    try:
        with one_of_few(is_known_browser=False):
            user = add_first_administrator(
                get_session(), wanted, code=form.code.data or "", is_at_machine=at_machine, asked=asked, now=now()
            )
    except (FirstRunRefused, SignInLocked, Busy, UserRefused, PasswordTooShort) as refused:
        return _refused(form, refused, at_machine=at_machine)
    begin_session(user, remember=False)
    commit()
    response = htmx.go(url_for("first_run.index"))
    remember_browser(response, user.email)
    return response


def is_at_machine() -> bool:
    """Whether the browser runs on the server's own machine: its address is, and nothing shows a proxy or another site.

    Behind a proxy that the operator named every browser needs the code.
    """
    if get_settings().trusted_proxies or any(name in request.headers for name in FORWARDED):
        return False
    hosts = [request.remote_addr or "", urlsplit(f"//{request.host}").hostname or ""]
    if "Origin" in request.headers:
        hosts.append(urlsplit(request.headers["Origin"]).hostname or "")
    return all(host == "localhost" or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(form: AdministratorForm, refused: RuleBroken, *, at_machine: bool) -> Response:
    if isinstance(refused, Busy):
        get_session().rollback()
    elif isinstance(refused, (UserRefused, PasswordTooShort)):
        get_session().rollback()
        field = form.password if isinstance(refused, PasswordTooShort) else form.email
        field.errors = (*field.errors, why_not(refused))
        return htmx.invalid(PAGE, form=form, needs_code=not at_machine)
    else:
        commit()
    form.form_errors = [why_not(refused)]
    status = 429 if isinstance(refused, (SignInLocked, Busy)) else 403
    return htmx.invalid(PAGE, status=status, form=form, needs_code=not at_machine)
