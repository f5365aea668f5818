"""What publishing would say of a text: under every contact policy it would be used under, and for who edits it."""

from sqlalchemy.orm import Session

from models import Script
from scripts_library.checks import check_parsed
from scripts_library.front_matter import FENCE
from scripts_library.messages import Problem, error
from scripts_library.parser import ScriptMistake, parse
from scripts_library.policy import POLICIES
from scripts_library.script import ParsedScript
from scripts_library.vocabulary import KEYS
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.queries.scripts import portfolio_id_of, presets_in_use


def problems_of(session: Session, script: Script, text: str, *, editor: Person | None = None) -> list[Problem]:
    """What publishing this text as this script would say, by line.

    The policies are those of its portfolio, else of every portfolio, and that of its country.

    Args:
        session: To look.
        script: Which.
        text: As typed.
        editor: Who would publish it; None is a command, for which every portfolio exists.

    """
    try:
        parsed = parse(text)
    except ScriptMistake as mistake:
        return mistake.problems
    found = [*check_parsed(parsed, _presets(session, parsed, editor))]
    if parsed.code != script.code:
        found.append(error(1, "code_changed", code=script.code))
    found += _portfolio_problems(session, script, text, parsed=parsed, editor=editor)
    return sorted({(problem.line, problem.id, problem.text): problem for problem in found}.values())


def portfolio_problems(session: Session, script: Script, text: str, *, editor: Person | None) -> list[Problem]:
    """What forbids this person to keep the text as this script, because of the portfolio in it.

    A text that cannot be read names no portfolio, and cannot be published either.
    """
    try:
        parsed = parse(text)
    except ScriptMistake:
        return []
    return _portfolio_problems(session, script, text, parsed=parsed, editor=editor)


def portfolio_refusal(*, now_of: int | None, wanted: int | None, sees_all: bool) -> str | None:
    """The id of the problem with moving a script from one portfolio to another; no portfolio is all of them.

    A script of all that is narrowed to one is lost for every other team, and a script that is opened to all displaces
    theirs: both are for who may see all portfolios.

    Args:
        now_of: The portfolio the script is published for.
        wanted: The portfolio in the text; it exists for the person.
        sees_all: The person may see all portfolios.

    """
    if sees_all or now_of == wanted:
        return None
    if now_of is None:
        return "script_of_all"
    return "script_of_one" if wanted is None else None


def _portfolio_problems(
    session: Session, script: Script, text: str, *, parsed: ParsedScript, editor: Person | None
) -> list[Problem]:
    code, line = parsed.conditions.portfolio, _line_of_portfolio(text)
    wanted = None if code is None else portfolio_id_of(session, code, person=editor)
    if code is not None and wanted is None:
        return [error(line, "unknown_portfolio", code=code)]
    sees_all = editor is None or editor.may(Permission.SEE_ALL_PORTFOLIOS)
    refusal = portfolio_refusal(now_of=script.portfolio_id, wanted=wanted, sees_all=sees_all)
    return [] if refusal is None else [error(line, refusal)]


def _presets(session: Session, parsed: ParsedScript, editor: Person | None) -> list[str | None]:
    """The policies a text is checked under; one of a portfolio that does not exist for the person is not told."""
    portfolio, country = parsed.conditions.portfolio, parsed.conditions.country
    presets: list[str | None] = []
    wanted = None if portfolio is None else portfolio_id_of(session, portfolio, person=editor)
    if portfolio is None or wanted is not None:
        presets += presets_in_use(session, wanted)
    if country in POLICIES and country not in presets:
        presets.append(country)
    return presets or [None]


def _line_of_portfolio(text: str) -> int:
    """The line that names the portfolio, else the first."""
    for number, line in enumerate(text.splitlines(), start=1):
        if number > 1 and line.strip() == FENCE:
            break
        key = line.split("=")[0].strip().strip("\"'")
        if "=" in line and KEYS.get(key) == "portfolio":
            return number
    return 1
