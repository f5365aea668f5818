"""Guiones: the list and a script to read for everybody who calls; the editor for those who write."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Script
from models.enums import ScriptState
from workbench.access.permissions import Permission
from workbench.domain import scripts as rules
from workbench.domain.records import Actor
from workbench.domain.scripts import NotPublishable, NotYourPortfolio, ScriptConflict
from workbench.kernel.errors import RuleBroken
from workbench.queries.scripts import newest_version, script_for, script_lines, version_in
from workbench.screens.scripts import facts
from workbench.screens.scripts.forms import BaseOf, EditorForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Also, Notice
from workbench.web.moment import now
from workbench.web.numbers import row_number
from workbench.web.session import me
from workbench.web.words import say, why_not

blueprint = Blueprint("scripts", __name__, template_folder="templates")

EDITOR, PREVIEW = "scripts/editor.html", "scripts/_preview.html"
BESIDE = (Also("scripts/_checks.html", "#revision"), Also("scripts/_outline.html", "#pasos"))


@blueprint.get("/guiones")
@permission(Permission.READ_SCRIPTS)
def index() -> Response:
    """Every script this person may read, with what is in use."""
    return htmx.look("scripts/page.html", lines=script_lines(get_session(), me()), words=_words())


@blueprint.post("/guiones/iniciales")
@permission(Permission.SEE_ALL_PORTFOLIOS)
def load() -> Response:
    """Load the starter scripts that are not there yet: they are of all portfolios."""
    rules.load_starters(get_session(), now=now())
    commit()
    return htmx.acted(to=url_for(".index"), notice=Notice(gettext("Los guiones de arranque están cargados.")))


@blueprint.get("/guiones/<int:script_id>")
@permission(Permission.READ_SCRIPTS)
def show(script_id: int) -> Response:
    """A script to read as it is in use, or as a draft where it never was."""
    session = get_session()
    script = script_for(session, me(), script_id)
    version = version_in(session, script, ScriptState.PUBLISHED) or newest_version(session, script)
    rendered, versions = facts.reading(version.text), facts.history(session, script)
    return htmx.look(
        "scripts/reading.html",
        script=script,
        version=version,
        rendered=rendered,
        versions=versions,
        words=_words(),
    )


@blueprint.get("/guiones/<int:script_id>/editar")
@permission(Permission.EDIT_SCRIPTS)
def edit(script_id: int) -> Response:
    """The editor, with the draft where there is one."""
    script = script_for(get_session(), me(), script_id)
    form = EditorForm(formdata=None, account=request.args.get("cuenta", type=row_number))
    return htmx.look(EDITOR, **_editor(script, form))


@blueprint.post("/guiones/<int:script_id>/vista-previa")
@permission(Permission.EDIT_SCRIPTS)
def preview(script_id: int) -> Response:
    """The text as typed, checked and read to an account; nothing is saved."""
    script = script_for(get_session(), me(), script_id)
    context = _editor(script, EditorForm(), is_typed=True)
    if htmx.wants_piece():
        return htmx.acted(to=url_for(".edit", script_id=script.id), piece=PREVIEW, also=BESIDE, **context)
    return htmx.look(EDITOR, **context)


@blueprint.post("/guiones/<int:script_id>/borrador")
@permission(Permission.EDIT_SCRIPTS)
def save_draft(script_id: int) -> Response:
    """Keep the text as the draft."""
    session, form = get_session(), EditorForm()
    script = script_for(session, me(), script_id)
    if not form.validate():
        return htmx.invalid(EDITOR, **_editor(script, form, is_typed=True))
    try:
        draft = rules.save_draft(session, script, text=form.text.data or "", base=form.base, actor=_actor(), now=now())
    except ScriptConflict as conflict:
        return _conflict(script, form, conflict)
    except NotYourPortfolio as refused:
        return _refused(script, form, refused)
    commit()
    notice = Notice(gettext("Borrador v%(number)s guardado.", number=draft.number))
    return htmx.acted(to=_back_to_editor(script, form), notice=notice)


@blueprint.post("/guiones/<int:script_id>/publicar")
@permission(Permission.EDIT_SCRIPTS)
def publish(script_id: int) -> Response:
    """Publish the text, or say line by line what is missing."""
    session, form = get_session(), EditorForm()
    script = script_for(session, me(), script_id)
    if not form.validate():
        return htmx.invalid(EDITOR, **_editor(script, form, is_typed=True))
    text, note = form.text.data or "", form.note.data or ""
    try:
        version = rules.publish(session, script, text=text, base=form.base, note=note, actor=_actor(), now=now())
    except ScriptConflict as conflict:
        return _conflict(script, form, conflict)
    except NotPublishable as refused:
        return _refused(script, form, refused)
    except RuleBroken as refused:
        form.note.errors = (why_not(refused),)
        return htmx.invalid(EDITOR, **_editor(script, form, is_typed=True))
    commit()
    notice = Notice(
        gettext(
            "Se publicó la versión %(number)s. Las llamadas en curso siguen con la anterior.", number=version.number
        )
    )
    return htmx.acted(to=url_for(".edit", script_id=script.id), notice=notice)


@blueprint.post("/guiones/<int:script_id>/versiones/<int:version_id>/restaurar")
@permission(Permission.EDIT_SCRIPTS)
def restore(script_id: int, version_id: int) -> Response:
    """Make an older version the draft."""
    session, form = get_session(), BaseOf()
    script = script_for(session, me(), script_id)
    if not form.validate():
        return htmx.invalid(EDITOR, **_editor(script, EditorForm(formdata=None)))
    try:
        rules.restore(session, script, version_id=version_id, base=form.base, actor=_actor(), now=now())
    except NotYourPortfolio as refused:
        editor = EditorForm(formdata=None)
        editor.form_errors.append(why_not(refused))
        return htmx.invalid(EDITOR, **_editor(script, editor))
    commit()
    notice = Notice(gettext("Ese texto es ahora el borrador. Revíselo y publíquelo."))
    return htmx.acted(to=url_for(".edit", script_id=script.id), notice=notice)


def _editor(script: Script, form: EditorForm, *, is_typed: bool = False, theirs: str | None = None) -> dict[str, Any]:
    """What the editor's templates are given. What was typed stays; what it is based on is the newest version."""
    session = get_session()
    editing = facts.editing(
        session,
        me(),
        script,
        now=now(),
        text=(form.text.data or "") if is_typed else None,
        account=form.account.data,
        block=form.block.data or form.shown_block.data or "",
    )
    form.text.data = editing.text
    if not is_typed or theirs is not None:
        form.rebase(editing.base)
    return {
        "editing": editing,
        "form": form,
        "theirs": theirs,
        "versions": facts.history(session, script),
        "palette": facts.palette(),
        "words": _words(),
    }


def _conflict(script: Script, form: EditorForm, conflict: ScriptConflict) -> Response:
    """Both texts; saving now would mean it."""
    form.form_errors.append(why_not(conflict))
    context = _editor(script, form, is_typed=True, theirs=conflict.theirs.text)
    return htmx.invalid(EDITOR, status=409, **context)


def _refused(script: Script, form: EditorForm, refused: NotPublishable | NotYourPortfolio) -> Response:
    """The editor with what was typed; the checks say what is missing, line by line."""
    form.form_errors.append(why_not(refused))
    return htmx.invalid(EDITOR, **_editor(script, form, is_typed=True))


def _actor() -> Actor:
    return Actor(me().id, me().email)


def _back_to_editor(script: Script, form: EditorForm) -> str:
    return url_for(".edit", script_id=script.id, cuenta=form.account.data)


def _words() -> dict[str, dict[Any, str]]:  # Any: keys are enum members and codes
    """Names of stages, states, channels and languages in the language of the screen."""
    tables: dict[str, dict[Any, str]] = {
        "stage": facts.STAGE_WORDS,
        "state": facts.STATE_WORDS,
        "channel": facts.CHANNEL_WORDS,
        "language": facts.LANGUAGE_WORDS,
    }
    return {name: {key: say(text) for key, text in table.items()} for name, table in tables.items()}
