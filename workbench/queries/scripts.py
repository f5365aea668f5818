"""Scripts and their versions. A script written for one portfolio exists for those who see that portfolio."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Portfolio, Script, ScriptVersion, User
from models.enums import Channel, ScriptStage, ScriptState
from scripts_library.script import Conditions
from scripts_library.vocabulary import Listener
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import portfolios_of


@dataclass(frozen=True)
class ScriptLine:
    """One script as the list shows it: what is in use, and whether somebody is working on it."""

    id: int
    code: str
    name: str
    stage: ScriptStage
    language: str
    channel: str
    country: str | None
    segment: str | None
    last_outcome: str | None
    portfolio: str | None
    version: int | None
    published_at: datetime | None
    published_by: str | None
    draft: int | None
    draft_at: datetime | None


@dataclass(frozen=True)
class VersionLine:
    """One version in the history of a script."""

    id: int
    number: int
    state: ScriptState
    note: str | None
    at: datetime
    by: str | None


def script_lines(session: Session, person: Person) -> list[ScriptLine]:
    """Every script this person may read, by language, stage and name."""
    published, draft, editor = aliased(ScriptVersion), aliased(ScriptVersion), aliased(User)
    wanted = (
        sa.select(
            Script.id,
            Script.code,
            Script.name,
            Script.stage,
            Script.language,
            Script.channel,
            Script.country,
            Script.segment,
            Script.last_outcome,
            Portfolio.name.label("portfolio"),
            published.number.label("version"),
            published.published_at,
            editor.name.label("published_by"),
            draft.number.label("draft"),
            draft.updated_at.label("draft_at"),
        )
        .outerjoin(Portfolio, Portfolio.id == Script.portfolio_id)
        .outerjoin(published, _is(published, ScriptState.PUBLISHED))
        .outerjoin(draft, _is(draft, ScriptState.DRAFT))
        .outerjoin(editor, editor.id == published.published_by)
        .where(_readable(person))
    )
    lines = [ScriptLine(**row) for row in session.execute(wanted).mappings()]
    order = list(ScriptStage)
    return sorted(lines, key=lambda line: (line.language != "es", order.index(line.stage), line.name, line.code))


def script_for(session: Session, person: Person, script_id: int) -> Script:
    """The script, if it exists for this person.

    Raises:
        NotVisible: It does not exist, or is for a portfolio they do not see.

    """
    script = session.scalar(sa.select(Script).where(Script.id == script_id, _readable(person)))
    if script is None:
        raise NotVisible("script")
    return script


def version_lines(session: Session, script: Script) -> list[VersionLine]:
    """The history of a script, newest first."""
    by = sa.func.coalesce(ScriptVersion.published_by, ScriptVersion.created_by)
    at = sa.func.coalesce(ScriptVersion.published_at, ScriptVersion.updated_at, type_=ScriptVersion.updated_at.type)
    wanted = (
        sa.select(ScriptVersion.id, ScriptVersion.number, ScriptVersion.state, ScriptVersion.note, at, User.name)
        .outerjoin(User, User.id == by)
        .where(ScriptVersion.script_id == script.id)
        .order_by(ScriptVersion.number.desc())
    )
    return [VersionLine(*row) for row in session.execute(wanted)]


def newest_version(session: Session, script: Script) -> ScriptVersion:
    """The draft, else the version that was made last."""
    newest = sa.select(ScriptVersion).where(ScriptVersion.script_id == script.id).order_by(ScriptVersion.number.desc())
    return session.scalars(newest.limit(1)).one()


def version_in(session: Session, script: Script, state: ScriptState) -> ScriptVersion | None:
    """The script's version in this state: its draft or what is published."""
    return session.scalar(
        sa.select(ScriptVersion).where(ScriptVersion.script_id == script.id, ScriptVersion.state == state)
    )


@dataclass(frozen=True)
class PublishedScript:
    """A script in use. Its text is read only where its language and channel could be wanted."""

    version_id: int
    number: int
    code: str
    name: str
    conditions: Conditions
    text: str | None


def published_scripts(session: Session, *, language: str, channel: Channel) -> list[PublishedScript]:
    """Every script in use, by code, with the text of those in a language and for a channel."""
    could_be = sa.and_(Script.language == language, Script.channel == channel.value)
    text = sa.case((could_be, ScriptVersion.text))
    wanted = (
        sa.select(Script, ScriptVersion.id, ScriptVersion.number, Portfolio.code, text)
        .join(ScriptVersion, _is(ScriptVersion, ScriptState.PUBLISHED))
        .outerjoin(Portfolio, Portfolio.id == Script.portfolio_id)
        .order_by(Script.code)
    )
    return [
        PublishedScript(version_id, number, script.code, script.name, _conditions(script, portfolio), words)
        for script, version_id, number, portfolio, words in session.execute(wanted)
    ]


def _conditions(script: Script, portfolio: str | None) -> Conditions:
    """The conditions a script's row repeats of its text; who listens stands in the text only."""
    return Conditions(
        language=script.language,
        channel=Channel(script.channel),
        recipient=Listener.DEBTOR,
        stage=script.stage,
        portfolio=portfolio,
        country=script.country,
        segment=script.segment,
        last_outcome=script.last_outcome,
    )


def presets_in_use(session: Session, portfolio_id: int | None) -> list[str]:
    """Contact policies of one portfolio, or of all of them."""
    wanted = sa.select(Portfolio.preset).distinct().order_by(Portfolio.preset)
    if portfolio_id is not None:
        wanted = wanted.where(Portfolio.id == portfolio_id)
    return list(session.scalars(wanted))


def portfolio_id_of(session: Session, code: str, *, person: Person | None = None) -> int | None:
    """The portfolio that files and scripts call by this code; with a person, only if it exists for them."""
    wanted = sa.select(Portfolio.id).where(Portfolio.code == code)
    if person is not None:
        wanted = wanted.where(Portfolio.id.in_(portfolios_of(person)))
    return session.scalar(wanted)


def _is(version: type[ScriptVersion], state: ScriptState) -> sa.ColumnElement[bool]:
    return sa.and_(version.script_id == Script.id, version.state == state)


def _readable(person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(Script.portfolio_id.is_(None), Script.portfolio_id.in_(portfolios_of(person)))
