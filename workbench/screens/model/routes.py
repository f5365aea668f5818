"""Routes of Modelo: what ranks, going back to what ranked before, and taking note of an alarm."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Portfolio
from workbench.access.permissions import Permission
from workbench.domain.ranking import AlarmRefused, NothingBefore, OtherRanks, roll_back, take_note
from workbench.domain.records import ask_job
from workbench.queries.model import ModelFile, model_file, portfolio_of_code
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.model.facts import page, target
from workbench.screens.model.forms import AlarmForm, RollBackForm
from workbench.screens.model.today import boxes
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.session import actor, me
from workbench.web.words import why_not

blueprint = Blueprint("model", __name__, template_folder="templates")


@blueprint.get("/modelo")
@permission(Permission.SEE_MODEL)
def show() -> Response:
    """What ranks one portfolio, how good and how fresh it is."""
    code = request.args.get("cartera")
    seen = portfolios_seen(get_session(), me())
    if not seen and not code:
        return htmx.look("model/none.html")
    return htmx.look("model/page.html", **_whole(seen, code))


@blueprint.get("/modelo/anterior")
@permission(Permission.MANAGE_MODEL)
def confirm() -> Response:
    """What would rank after going back, before anything changes."""
    file = _file(request.args.get("cartera"))
    if target(file) is None:
        return _answer(file.portfolio, Notice(gettext("No hay otro modelo al que volver en esta cartera."), tone="bad"))
    return htmx.look("model/back.html", **page(file, today=today()))


@blueprint.post("/modelo/volver")
@permission(Permission.MANAGE_MODEL)
def go_back() -> Response:
    """Let what ranked before rank again."""
    form = RollBackForm()
    form.validate()  # what is missing is as good as having seen somebody else rank
    file = _file(form.portfolio.data)
    try:
        roll_back(get_session(), file.portfolio.id, seen=form.champion.data, now=now(), actor=actor())
    except (NothingBefore, OtherRanks) as refused:
        return _answer(file.portfolio, Notice(why_not(refused), tone="bad"))
    commit()
    done = gettext("Listo. Las colas cambian cuando se calculen de nuevo los puntajes y se armen otra vez.")
    return _answer(file.portfolio, Notice(done))


@blueprint.post("/modelo/entrenar")
@permission(Permission.MANAGE_MODEL)
def train_now() -> Response:
    """Ask the scheduler to train today and not only on its day of the week."""
    return _ask("training_now", gettext("Se está entrenando. Mire cómo va en Ajustes, «Trabajos»."))


@blueprint.post("/modelo/ordenar")
@permission(Permission.MANAGE_MODEL)
def order_now() -> Response:
    """Ask the scheduler for new scores and queues of today."""
    return _ask("first_queue", gettext("Se están armando las colas. Mire cómo va en Ajustes, «Trabajos»."))


def _ask(job: str, told: str) -> Response:
    file = _file(request.form.get("portfolio"))
    ask_job(get_session(), job, actor=actor(), now=now())
    commit()
    return _answer(file.portfolio, Notice(told))


@blueprint.post("/modelo/aviso")
@permission(Permission.MANAGE_MODEL)
def note_alarm() -> Response:
    """Take note of the alarm that lasts: it stops calling for attention."""
    form = AlarmForm()
    form.validate()  # what is missing is as good as having seen another alarm
    file = _file(form.portfolio.data)
    try:
        take_note(
            get_session(),
            file.portfolio.id,
            seen=form.alarm.data,
            note=form.note.data or "",
            now=now(),
            actor=actor(),
        )
    except AlarmRefused as refused:
        if file.alarm is None or file.alarm.id != form.alarm.data or file.alarm.seen_at is not None:
            return _answer(file.portfolio, Notice(why_not(refused), tone="bad"))
        form.note.errors = (why_not(refused),)
        seen = portfolios_seen(get_session(), me())
        return htmx.invalid("model/page.html", **_whole(seen, file.portfolio.code) | {"alarm_form": form})
    commit()
    return _answer(
        file.portfolio, Notice(gettext("Anotado. El aviso ya no llama la atención; se cierra cuando coincidan."))
    )


def _whole(seen: Sequence[Portfolio], code: str | None) -> dict[str, Any]:  # Any: what templates are given
    file = model_file(get_session(), portfolio_of_code(seen, code))
    found = page(file, today=today())
    return found | {
        "portfolios": seen,
        "today_boxes": boxes(get_session(), file.portfolio, today=today(file.portfolio.timezone)),
        "alarm_form": AlarmForm(formdata=None),
    }


def _file(code: str | None) -> ModelFile:
    return model_file(get_session(), portfolio_of_code(portfolios_seen(get_session(), me()), code))


def _answer(portfolio: Portfolio, notice: Notice) -> Response:
    return htmx.acted(to=url_for(".show", cartera=portfolio.code), notice=notice)
