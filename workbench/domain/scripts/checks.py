"""What publishing would say of a text, under every contact policy the script would be used under."""

from sqlalchemy.orm import Session

from models import Script
from scripts_library.checks import check_parsed
from scripts_library.messages import Problem, error
from scripts_library.parser import ScriptMistake, parse
from scripts_library.policy import POLICIES
from workbench.queries.scripts import portfolio_id_of, presets_in_use


def problems_of(session: Session, script: Script, text: str) -> list[Problem]:
    """What publishing this text as this script would say, by line.

    The policies are those of its portfolio, else of every portfolio, and that of its country.
    """
    try:
        parsed = parse(text)
    except ScriptMistake as mistake:
        return mistake.problems
    portfolio, country = parsed.conditions.portfolio, parsed.conditions.country
    presets: list[str | None] = [*presets_in_use(session, portfolio)]
    if country in POLICIES and country not in presets:
        presets.append(country)
    found = check_parsed(parsed, presets or [None])
    if parsed.code != script.code:
        found.append(error(1, "code_changed", code=script.code))
    if portfolio is not None and portfolio_id_of(session, portfolio) is None:
        found.append(error(1, "unknown_portfolio", code=portfolio))
    return sorted({(problem.line, problem.id, problem.text): problem for problem in found}.values())
