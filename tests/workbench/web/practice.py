"""A screen that exists only for tests: one route per answer a real screen can give."""

from datetime import UTC, datetime

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.wrappers import Response

from models import Team
from workbench.access.permissions import Permission
from workbench.domain.errors import NotVisible, RuleBroken
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.fields import AboveZero, DayField, Filled, MoneyField, NotPast, OnceField
from workbench.web.forms import BaseForm
from workbench.web.guard import permission, public
from workbench.web.htmx import Also, Notice

screen = Blueprint("practice", __name__, url_prefix="/practica")

TEMPLATES = {
    "practice/page.html": '{% extends "base.html" %}{% block title %}Práctica{% endblock %}'
    '{% block body %}<div class="content">{% include "practice/_rows.html" %}{% include "practice/_count.html" %}</div>'
    "{% endblock %}",
    "practice/_rows.html": '<form id="rows" method="post" action="/practica/guardar">{{ form.hidden_tag() }}'
    '{% from "components/fields.html" import field %}{{ field(form.amount) }}{{ field(form.due_on) }}'
    "<button>Guardar</button></form>",
    "practice/_count.html": '<p id="count">{{ count }}</p>',
    "practice/open.html": '{% extends "bare.html" %}{% block title %}Abierta{% endblock %}'
    "{% block body %}<main><h1>Abierta</h1></main>{% endblock %}",
}


class PracticeForm(BaseForm):
    """Every kind of field of ours."""

    key = OnceField()
    amount = MoneyField("Monto", validators=[Filled("Escriba el monto."), AboveZero()])
    due_on = DayField("Día", validators=[Filled("Elija el día."), NotPast()])


class TooLate(RuleBroken):
    """A rule that refuses, for tests."""

    rule = "late"


def add_practice(app: Flask) -> None:
    """Register the screen."""
    app.jinja_loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_loader])  # type: ignore[list-item]
    app.register_blueprint(screen)


@screen.get("/ver")
@permission(Permission.WORK_QUEUE)
def look() -> Response:
    return htmx.look(
        "practice/page.html", piece="practice/_rows.html", push="/practica/ver?x=1", form=PracticeForm(), count=1
    )


@screen.post("/guardar")
@permission(Permission.WORK_QUEUE)
def save() -> Response:
    form = PracticeForm()
    if not form.validate():
        return htmx.invalid("practice/page.html", piece="practice/_rows.html", form=form, count=1)
    get_session().add(Team(name=f"{form.amount.data} {form.due_on.data}"))
    commit()
    notice = Notice("Guardado.", undo_url="/practica/deshacer")
    return htmx.acted(
        to="/practica/ver",
        piece="practice/_rows.html",
        also=[Also("practice/_count.html", "#count")],
        notice=notice,
        event="thing-saved",
        push="/practica/ver",
        form=PracticeForm(formdata=None),
        count=2,
    )


@screen.post("/negar")
@permission(Permission.WORK_QUEUE)
def refuse() -> Response:
    raise TooLate(
        "Se puede desde las %(opens)s, hasta %(limit)s.", opens=datetime(2026, 11, 18, 19, tzinfo=UTC), limit=3
    )


@screen.get("/nadie")
@permission(Permission.WORK_QUEUE)
def nobody() -> Response:
    raise NotVisible


@screen.get("/falla")
@permission(Permission.WORK_QUEUE)
def fail() -> Response:
    raise RuntimeError("secreto del cliente")


@screen.get("/jefes")
@permission(Permission.REASSIGN_ACCOUNTS, Permission.MANAGE_USERS)
def bosses() -> Response:
    return htmx.go("/ayuda")


@screen.get("/olvidada")
def forgotten() -> Response:
    return htmx.go("/ayuda")


@screen.get("/abierta")
@public
def anybody() -> Response:
    return htmx.look("practice/open.html")
