"""The lifecycle of a script: starter texts, drafts that two people cannot overwrite, publishing, and going back.

A script has at most one draft and one published version. A call keeps the version it began with: versions are never
changed once published. The rules are told in docs/scripts.md.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Script, ScriptVersion, User
from models.enums import ScriptState
from scripts_library.checks import is_publishable
from scripts_library.messages import MESSAGES, Problem
from scripts_library.parser import MAX_LENGTH, parse
from scripts_library.script import ParsedScript
from scripts_library.starter import starter_scripts
from workbench.access.person import Person, person_of
from workbench.domain.records import Actor, AuditEvent, record
from workbench.domain.scripts.checks import portfolio_problems, problems_of
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.queries.scripts import newest_version, portfolio_id_of, version_in

NOTE_LENGTH = 140


@dataclass(frozen=True)
class EditedVersion:
    """What an editor had on the screen: a version and how often it had been saved. Sent back with the text."""

    version_id: int
    edits: int

    @classmethod
    def of(cls, version: ScriptVersion) -> "EditedVersion":
        """The base of somebody who sees this version now."""
        return cls(version.id, version.edits)


class ScriptConflict(RuleBroken):
    """Somebody saved or published meanwhile; `theirs` is what is there now."""

    rule = "scripts.conflict"

    def __init__(self, theirs: ScriptVersion) -> None:
        super().__init__(N_("Otra persona cambió este guion. Compare los dos textos y guarde el que quede."))
        self.theirs = theirs


class NotYourPortfolio(RuleBroken):
    """The person may not give the script the portfolio in the text; `problems` says why and on which line."""

    rule = "scripts.portfolio"

    def __init__(self, problems: Sequence[Problem]) -> None:
        values: dict[str, Any] = dict(problems[0].values)
        super().__init__(MESSAGES[problems[0].id], **values)
        self.problems = tuple(problems)


class NotPublishable(RuleBroken):
    """The checks found errors; `problems` has them, and warnings too."""

    rule = "scripts.checks"

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = sum(problem.severity == "error" for problem in problems)
        super().__init__(N_("No se puede publicar todavía. Por arreglar: %(count)s."), count=count)
        self.problems = tuple(problems)


def load_starters(session: Session, *, now: datetime) -> int:
    """Load the starter scripts that are not there yet, published; what an operator changed is left as it is.

    Returns:
        How many were new.

    """
    known = set(session.scalars(sa.select(Script.code)))
    new = [(text, parsed) for text, parsed in starter_scripts() if parsed.code not in known]
    scripts = [Script(code=parsed.code, is_starter=True, created_at=now, **_columns(parsed, None)) for _, parsed in new]
    session.add_all(scripts)
    session.flush()  # versions name their script by id
    session.add_all(
        ScriptVersion(
            script_id=script.id,
            number=1,
            state=ScriptState.PUBLISHED,
            text=text,
            note=parsed.note,
            created_at=now,
            updated_at=now,
            published_at=now,
        )
        for script, (text, parsed) in zip(scripts, new, strict=True)
    )
    return len(new)


def save_draft(  # noqa: PLR0913 - one parameter per thing an editor sends
    session: Session,
    script: Script,
    *,
    text: str,
    base: EditedVersion,
    actor: Actor,
    now: datetime,
    why: str | None = None,
) -> ScriptVersion:
    """Keep a text as the script's draft; a draft may still be wrong, but for its portfolio.

    Saving what is already there changes nothing. Whoever saves names the version they had before them: where it is no
    longer the newest, nothing is overwritten.

    Raises:
        ScriptConflict: Somebody saved or published since.
        NotYourPortfolio: The actor may not give the script the portfolio in the text.
        RuleBroken: The text cannot be kept at all.

    """
    text = _kept(text)
    _lock(session, script)
    newest = newest_version(session, script)
    if newest.text == text:
        return newest
    if EditedVersion.of(newest) != base:
        raise ScriptConflict(newest)
    problems = portfolio_problems(session, script, text, editor=_editor(session, actor))
    if problems:
        raise NotYourPortfolio(problems)
    before = _audited(newest)
    draft = newest if newest.state is ScriptState.DRAFT else _new_draft(session, script, newest, actor=actor, now=now)
    draft.text, draft.edits, draft.updated_at, draft.created_by = text, draft.edits + 1, now, actor.id
    record(
        session,
        AuditEvent.SCRIPT_DRAFT_SAVED,
        actor=actor,
        subject=("script", script.id),
        now=now,
        before=before,
        after=_audited(draft),
        why=why,
    )
    return draft


def publish(  # noqa: PLR0913 - one parameter per thing an editor sends
    session: Session,
    script: Script,
    *,
    text: str,
    base: EditedVersion,
    note: str,
    actor: Actor,
    now: datetime,
) -> ScriptVersion:
    """Publish a text: it is what new calls read from now on. Calls under way keep their version.

    The text is checked under every contact policy it would be used under; one error refuses it. What was published
    before is retired and can be restored. Publishing again what is published changes nothing.

    Raises:
        ScriptConflict: Somebody saved or published since.
        NotPublishable: The checks found errors.
        RuleBroken: There is no note.

    """
    note = " ".join(note.split())[:NOTE_LENGTH]
    _lock(session, script)
    published = version_in(session, script, ScriptState.PUBLISHED)
    newest = newest_version(session, script)
    if published is newest and published.text == _kept(text):
        return published
    if not note:
        raise RuleBroken(N_("Escriba en una línea qué cambió."), rule="scripts.note")
    problems = problems_of(session, script, _kept(text), editor=_editor(session, actor))
    if not is_publishable(problems):
        raise NotPublishable(problems)
    draft = save_draft(session, script, text=text, base=base, actor=actor, now=now)
    if published is not None:
        published.state = ScriptState.RETIRED
        session.flush()  # only one version may be published at any moment
    draft.state, draft.note, draft.published_at, draft.published_by = ScriptState.PUBLISHED, note, now, actor.id
    _apply(session, script, parse(draft.text))
    record(
        session,
        AuditEvent.SCRIPT_PUBLISHED,
        actor=actor,
        subject=("script", script.id),
        now=now,
        before=_audited(published) if published is not None else None,
        after=_audited(draft),
        why=note,
    )
    return draft


def restore(  # noqa: PLR0913 - one parameter per thing an editor sends
    session: Session,
    script: Script,
    *,
    version_id: int,
    base: EditedVersion,
    actor: Actor,
    now: datetime,
) -> ScriptVersion:
    """Make an older version the draft again; it is published like any other draft.

    Raises:
        NotVisible: The script has no such version.
        ScriptConflict: Somebody saved or published since.
        NotYourPortfolio: The actor may not give the script the portfolio in the old text.

    """
    old = session.get(ScriptVersion, version_id)
    if old is None or old.script_id != script.id:
        raise NotVisible("script version")
    why = f"v{old.number}"
    return save_draft(session, script, text=old.text, base=base, actor=actor, now=now, why=why)


def _editor(session: Session, actor: Actor) -> Person | None:
    """The person whose portfolios count; None for a command, which sees all."""
    return None if actor.id is None else person_of(session.get_one(User, actor.id))


def _lock(session: Session, script: Script) -> None:
    """Two people who save the same script wait for each other; on SQLite every writing session does."""
    session.execute(sa.select(Script.id).where(Script.id == script.id).with_for_update())


def _new_draft(
    session: Session, script: Script, newest: ScriptVersion, *, actor: Actor, now: datetime
) -> ScriptVersion:
    """A draft after the newest version, still with its text."""
    draft = ScriptVersion(
        script_id=script.id,
        number=newest.number + 1,
        state=ScriptState.DRAFT,
        text=newest.text,
        edits=0,
        created_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()  # the audit entry and the editor's next save name it by id
    return draft


def _kept(text: str) -> str:
    """The text as it is kept: one kind of line end, nothing a database refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if len(text) > MAX_LENGTH:
        reason = N_("El guion tiene %(length)s caracteres; el máximo es %(limit)s.")
        raise RuleBroken(reason, rule="scripts.length", length=len(text), limit=MAX_LENGTH)
    if "\0" in text:
        raise RuleBroken(N_("Hay un carácter que no se puede guardar."), rule="scripts.characters")
    return text


def _columns(parsed: ParsedScript, portfolio_id: int | None) -> dict[str, object]:
    """What a script's row repeats of its published text, so that a call finds it by its situation."""
    conditions = parsed.conditions
    return {
        "name": parsed.name,
        "stage": conditions.stage,
        "language": conditions.language,
        "channel": conditions.channel.value,
        "portfolio_id": portfolio_id,
        "country": conditions.country,
        "segment": conditions.segment,
        "last_outcome": conditions.last_outcome,
    }


def _apply(session: Session, script: Script, parsed: ParsedScript) -> None:
    """Bring the script's row in line with the text that was published."""
    portfolio = parsed.conditions.portfolio
    portfolio_id = portfolio_id_of(session, portfolio) if portfolio is not None else None
    for column, value in _columns(parsed, portfolio_id).items():
        setattr(script, column, value)


def _audited(version: ScriptVersion) -> dict[str, object]:
    """What an audit entry says of a version; published texts are kept as rows, so their fingerprint is enough."""
    fingerprint = hashlib.sha256(version.text.encode()).hexdigest()
    return {"version": version.number, "state": version.state.value, "edits": version.edits, "sha256": fingerprint}
