"""Why one account is called, the letter of reasons for its customer, and the answer to a request, to be printed."""

from typing import Any

from flask import request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.explanations import LANGUAGES, letter_language, make_letter
from workbench.queries.requests import letter_for, request_for
from workbench.queries.scope import account_for
from workbench.screens.requests import facts
from workbench.screens.requests.blueprint import ACCOUNT, ANSWER, LETTER, blueprint
from workbench.screens.requests.forms import RequestForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.moment import now, today
from workbench.web.session import me


@blueprint.get("/explicacion/<int:account_id>")
@permission(Permission.SEE_CUSTOMERS)
def account(account_id: int) -> Response:
    """Why the account stands where it does, what its customer asked, and the form of a request."""
    return htmx.look(ACCOUNT, **facts.account_page(get_session(), account_id, _new_form()))


@blueprint.post("/explicacion/<int:account_id>/carta")
@permission(Permission.SEE_CUSTOMERS)
def make(account_id: int) -> Response:
    """Make the letter of reasons; it is kept as it was made."""
    found = account_for(get_session(), me(), account_id)
    letter = make_letter(get_session(), me(), account=found, now=now())
    commit()
    return htmx.go(url_for(".letter", letter_id=letter.id))


@blueprint.get("/imprimir/explicacion/<int:letter_id>")
@permission(Permission.SEE_CUSTOMERS)
def letter(letter_id: int) -> Response:
    """The letter on paper, in the customer's language or the one asked for."""
    head = letter_for(get_session(), me(), letter_id)
    bar = _bar(".letter", back=url_for(".account", account_id=head.letter.account_id), letter_id=letter_id)
    with force_locale(_language(head.letter.language)):
        return htmx.look(LETTER, **facts.letter_page(head), **bar)


@blueprint.get("/imprimir/respuesta/<int:request_id>")
@permission(Permission.SEE_CUSTOMERS)
def answer_paper(request_id: int) -> Response:
    """The answer to a request on paper; before there is one, the page says so."""
    line = request_for(get_session(), me(), request_id)
    bar = _bar(".answer_paper", back=url_for(".show", request_id=request_id), request_id=request_id)
    with force_locale(_language(letter_language(line.language, line.locale))):
        return htmx.look(ANSWER, line=line, number=facts.number_of("R", request_id), **facts.words(), **bar)


def _new_form() -> RequestForm:
    form = RequestForm(formdata=None)
    form.received_on.data = today()
    return form


def _language(begins_with: str) -> str:
    asked = request.args.get("idioma")
    return asked if asked in LANGUAGES else begins_with


def _bar(endpoint: str, *, back: str, **values: Any) -> dict[str, Any]:  # Any: what the address names
    """What stands above the paper and is not printed, in the language of the screen."""
    names = {"es": "Español", "en": "English"}
    languages = [(code, names[code], url_for(endpoint, idioma=code, **values)) for code in LANGUAGES]
    return {"languages": languages, "back": back, "print_word": gettext("Imprimir"), "back_word": gettext("Volver")}
