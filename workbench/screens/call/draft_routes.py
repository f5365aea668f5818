"""The outcome form while it is being filled in: kept every few seconds, and let go of."""

import uuid
from collections.abc import Mapping
from contextlib import suppress

from flask import current_app, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from models import Outcome
from workbench.access.permissions import Permission
from workbench.domain import calls
from workbench.kernel.errors import NotVisible
from workbench.screens.call.blueprint import blueprint
from workbench.screens.call.forms import ResultForm
from workbench.web import customer_words as words
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.session import me

STATUS = "call/_draft_status.html"
CHOSEN = frozenset({"code", "contact_point", "script_version", "asked"})
"""Fields that hold no work by themselves: a form that has only these is empty."""


@blueprint.post("/llamada/<int:account_id>/borrador")
@permission(Permission.WORK_QUEUE)
def keep_draft(account_id: int) -> Response:
    """Keep the form as it stands; the page sends it every few seconds while somebody types."""
    fields = drafted_fields()
    once = request.form.get("once", "") or uuid.uuid4().hex
    is_worth_it = any(value.strip() for name, value in fields.items() if name not in CHOSEN)
    is_kept = calls.keep_draft(
        get_session(), me(), account_id=account_id, once=once, fields=fields if is_worth_it else {}, now=now()
    )
    commit()
    return Response(render_template(STATUS, draft_at=now() if is_kept else None), mimetype="text/html")


@blueprint.post("/llamada/<int:account_id>/borrador/descartar")
@permission(Permission.WORK_QUEUE)
def drop_draft(account_id: int) -> Response:
    """Let go of one's own draft, also of one at a customer who belongs to somebody else by now."""
    calls.drop_draft(get_session(), me(), account_id=account_id)
    commit()
    return htmx.acted(to=url_for("queue.show"), notice=Notice(gettext("Borrador descartado.")))


@blueprint.errorhandler(NotVisible)
def reassigned(_error: NotVisible) -> Response:
    """Show what somebody typed at a customer whom they may not see any more; without a draft it is not found."""
    session, account_id = get_session(), (request.view_args or {}).get("account_id")
    session.rollback()
    if account_id is None:
        return _not_found()
    if request.endpoint == f"{blueprint.name}.save":
        with suppress(NotVisible):  # they never worked it
            calls.keep_draft(
                session, me(), account_id=account_id, once=uuid.uuid4().hex, fields=drafted_fields(), now=now()
            )
            commit()
    draft = calls.draft_of(session, me(), account_id=account_id)
    if draft is None:
        return _not_found()
    typed = _typed(draft.fields, calls.all_outcomes(session))
    return htmx.invalid(
        "call/reassigned.html", piece="call/_reassigned.html", status=404, account_id=account_id, typed=typed
    )


def _not_found() -> Response:
    """What every screen says of what is not there."""
    return make_response(current_app.handle_user_exception(NotFound()))


def _typed(fields: Mapping[str, str], outcomes: Mapping[str, Outcome]) -> list[tuple[str, str]]:
    """The labels and texts of a draft's fields, the result in words."""
    form = ResultForm(formdata=None)
    chosen = outcomes.get(fields.get("code", ""))
    told = [(gettext("Resultado"), words.label(chosen))] if chosen else []
    return told + [
        (str(one.label.text), fields[one.name]) for one in form if one.name in fields and one.name not in CHOSEN
    ]


def drafted_fields() -> dict[str, str]:
    """The fields of the outcome form that were sent, but for its key."""
    known = set(ResultForm(formdata=None)._fields) - {"once", "csrf_token"}
    return {name: value for name, value in request.form.items() if name in known and value}
