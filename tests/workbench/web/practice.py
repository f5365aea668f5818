"""A screen that exists only for tests: one route per answer a real screen can give."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.wrappers import Response

from models import Team
from workbench.access.permissions import Permission
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.fields import AboveZero, DayField, Filled, MoneyField, NotPast, OnceField
from workbench.web.forms import BaseForm
from workbench.web.guard import permission, public
from workbench.web.htmx import Also, Notice
from workbench.web.moment import now

screen = Blueprint("practice", __name__, url_prefix="/practica")

TEMPLATES = {
    "practice/page.html": '{% extends "base.html" %}{% block title %}Práctica{% endblock %}'
    '{% block body %}<div class="content">{% include "practice/_rows.html" %}{% include "practice/_count.html" %}</div>'
    "{% endblock %}",
    "practice/_rows.html": '<form id="rows" method="post" action="/practica/guardar" hx-post="/practica/guardar">'
    "{{ form.hidden_tag() }}"
    '{% from "components/fields.html" import field %}{{ field(form.amount) }}{{ field(form.due_on) }}'
    "<button>Guardar</button></form>",
    "practice/_count.html": '<p id="count">{{ count }}</p>',
    "practice/desk.html": """{% extends "base.html" %}
{% from "components/fields.html" import field %}
{% block title %}Mesa{% endblock %}
{% block body %}<div class="content stack">
  <span role="timer" aria-label="Tiempo" data-timer-since="{{ since }}">00:00</span>
  <ul data-list>{% for name in ["primera", "segunda", "tercera"] %}
    <li><a href="#x" data-list-item hx-get="/practica/elegida/{{ loop.index }}" hx-target="#picked" hx-trigger="pick"
      {%- if loop.first %} aria-current="true"{% endif %}>{{ name }}</a></li>{% endfor %}</ul>
  <p id="picked"></p>
  <a href="/ayuda" data-key="enter">Llamar</a>
  <form class="stack" method="post" action="/practica/guardar" data-draft="practice">
    {{ form.hidden_tag() }}
    <fieldset><legend>Tipo</legend>{% for name in ["uno", "dos", "tres"] %}
      <label><input type="radio" name="kind" value="{{ name }}" data-key="{{ loop.index }}">{{ name }}</label>
    {% endfor %}</fieldset>
    <fieldset><legend>Hoja</legend>
      <label class="pick"><input type="radio" name="leaf" value="hoja" data-key="1">hoja</label></fieldset>
    {{ field(form.amount) }}{{ field(form.due_on) }}
    <label class="field__label" for="note">Nota</label>
    <textarea class="form-control" id="note" name="note" data-key="n"></textarea>
    <span data-draft-status hidden>Borrador guardado</span>
    <button class="btn btn--main" data-key="ctrl+enter">Guardar</button>
  </form></div>{% endblock %}""",
    "practice/refreshing.html": """{% extends "base.html" %}
{% block title %}Pieza{% endblock %}
{% block body %}<div class="content stack">
  {% include "practice/_rows.html" %}{% include "practice/_count.html" %}
  <form method="post" action="/practica/negar" hx-post="/practica/negar">
    <input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><button class="btn">Negar</button></form>
</div>{% endblock %}""",
    "practice/_picked.html": '<p id="picked">{{ number }}</p>',
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
    app.jinja_loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_loader])  # type: ignore[list-item]  # either loader
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


@screen.get("/mesa")
@permission(Permission.WORK_QUEUE)
def desk() -> Response:
    since = (now() - timedelta(minutes=2, seconds=10)).isoformat()
    return htmx.look("practice/desk.html", form=PracticeForm(), since=since)


@screen.get("/pieza")
@permission(Permission.WORK_QUEUE)
def refreshing() -> Response:
    return htmx.look("practice/refreshing.html", form=PracticeForm(), count=1)


@screen.get("/elegida/<int:number>")
@permission(Permission.WORK_QUEUE)
def pick(number: int) -> Response:
    return htmx.look("practice/_picked.html", piece="practice/_picked.html", number=number)
