"""What the editor's templates are given: outline, problems in words, the preview, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Script, ScriptVersion
from models.enums import ScriptStage, ScriptState
from scripts_library.messages import MESSAGES, Problem
from scripts_library.parser import ScriptMistake
from scripts_library.placeholders import CATALOGUE
from scripts_library.render import RenderedBlock, RenderedScript, as_written, render, sample_values
from scripts_library.script import ParsedScript
from workbench.access.person import Person
from workbench.domain.scripts import EditedVersion, parsed, problems_of, render_for, script_facts
from workbench.kernel.errors import NotVisible
from workbench.kernel.text import N_
from workbench.queries.scope import account_for
from workbench.queries.scripts import VersionLine, newest_version, version_lines
from workbench.web.formats import language
from workbench.web.words import say

STAGE_WORDS = {
    ScriptStage.PREVENTIVE: N_("Preventivo, antes de vencer"),
    ScriptStage.EARLY: N_("Mora de 1 a 30 días"),
    ScriptStage.MIDDLE: N_("Mora de 31 a 90 días"),
    ScriptStage.LATE: N_("Mora de más de 90 días"),
    ScriptStage.BROKEN_PROMISE: N_("Promesa no cumplida"),
    ScriptStage.ANY: N_("Cualquier etapa"),
}
STATE_WORDS = {
    ScriptState.DRAFT: N_("Borrador"),
    ScriptState.PUBLISHED: N_("Publicado"),
    ScriptState.RETIRED: N_("Retirado"),
}
CHANNEL_WORDS = {"call": N_("Llamada"), "voicemail": N_("Mensaje de voz")}
LANGUAGE_WORDS = {"es": N_("Español"), "en": N_("Inglés")}


@dataclass(frozen=True)
class ProblemLine:
    """One thing to mend, in the language of the screen."""

    line: int
    is_error: bool
    text: str


@dataclass(frozen=True)
class Preview:
    """One step or response as it would be read. `whose` names the customer; without one the data are made up."""

    block: RenderedBlock | None
    whose: str | None
    account_missing: bool


@dataclass(frozen=True)
class Editing:
    """What is being edited: a text that may not be saved yet, and the version that it began from."""

    script: Script
    version: ScriptVersion
    text: str
    steps: Sequence[RenderedBlock]
    problems: Sequence[ProblemLine]
    preview: Preview

    @property
    def base(self) -> EditedVersion:
        """What the next save is based on."""
        return EditedVersion.of(self.version)

    @property
    def is_draft(self) -> bool:
        """Whether there is a saved draft."""
        return self.version.state is ScriptState.DRAFT

    @property
    def errors(self) -> int:
        """How many problems refuse publishing."""
        return sum(problem.is_error for problem in self.problems)


def editing(  # noqa: PLR0913 - what the editor has on it
    session: Session,
    person: Person,
    script: Script,
    *,
    now: datetime,
    text: str | None = None,
    account: int | None = None,
    block: str = "",
) -> Editing:
    """The editor's state for a text as typed, by default the newest version's."""
    version = newest_version(session, script)
    words = version.text if text is None else text.replace("\r\n", "\n")
    problems = in_words(problems_of(session, script, words, editor=person))
    rendered, preview = _previewed(session, person, words, now=now, account=account, block=block)
    steps = rendered.steps if rendered is not None else ()
    return Editing(script, version, words, steps, problems, preview)


def in_words(problems: Sequence[Problem]) -> list[ProblemLine]:
    """Problems in the language of the screen."""
    return [
        ProblemLine(problem.line, problem.severity == "error", say(MESSAGES[problem.id], dict(problem.values)))
        for problem in problems
    ]


def reading(text: str) -> RenderedScript:
    """A published text with made-up data, for who only reads."""
    return _with_samples(parsed(text))


def history(session: Session, script: Script) -> list[VersionLine]:
    """Every version of a script, newest first."""
    return version_lines(session, script)


def palette() -> list[tuple[str, str, str]]:
    """The data that can be inserted: how it is written, what it is, and an example."""
    spoken = language()
    return [("{" + row.name + "}", row.words[spoken], row.sample[spoken]) for row in CATALOGUE.values()]


def _previewed(  # noqa: PLR0913 - what the preview depends on
    session: Session, person: Person, text: str, *, now: datetime, account: int | None, block: str
) -> tuple[RenderedScript | None, Preview]:
    """The text filled in with a real account's data, or with made-up data."""
    try:
        script = parsed(text)
    except ScriptMistake:
        return None, Preview(None, None, account_missing=False)
    whose, missing = None, False
    rendered = _with_samples(script)
    if account is not None:
        try:
            facts = script_facts(session, account_for(session, person, account).id)
        except NotVisible:
            missing = True
        else:
            rendered, whose = render_for(facts, script, now=now, collector=person), facts.customer.name
    shown = rendered.block(block) or rendered.steps[0]
    return rendered, Preview(shown, whose, account_missing=missing)


def _with_samples(script: ParsedScript) -> RenderedScript:
    return render(script, sample_values(script.conditions.language), format_value=as_written)
