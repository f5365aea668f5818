"""The script of a call: chosen by the account's situation, filled in with its data, with the reason for the choice."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from models.enums import Channel, ScriptStage
from scripts_library.choose import Option, ScriptCandidate, Situation, choose, stage_of
from scripts_library.parser import parse
from scripts_library.render import RenderedBlock, RenderedScript, render
from scripts_library.script import ParsedScript
from scripts_library.vocabulary import Listener
from workbench.access.person import Person
from workbench.domain.scripts.reading import ScriptFacts, script_facts
from workbench.domain.scripts.values import Agreement, has_broken_promise, script_values, without_debt
from workbench.domain.scripts.words import ScriptWords
from workbench.kernel.days import day_of, days_past_due
from workbench.queries.scripts import PublishedScript, published_scripts


@dataclass(frozen=True)
class CallScript:
    """What the call screen shows.

    `why` names the conditions of the chosen script that fit this account, the most telling first; none means that it
    is the general one. Names are put into words by `scripts_library.choose.CONDITION_WORDS`. Without a script for the
    situation, `version_id` is `None` and there are no steps: the candidates say what left each one out.
    """

    name: str
    version_id: int | None
    version_number: int | None
    steps: tuple[RenderedBlock, ...]
    situation: Situation
    why: tuple[str, ...]
    candidates: tuple[ScriptCandidate, ...]

    def place_of(self, key: str | None) -> tuple[RenderedBlock, RenderedBlock] | None:
        """The step that a key belongs to, and the step or response itself.

        An answer may lead to a response under another step: «No tengo dinero», said to the reason for the call, goes on
        under the negotiation.
        """
        for step in self.steps:
            for block in (step, *step.responses):
                if block.key == key:
                    return step, block
        return None


def call_script(  # noqa: PLR0913 - what the call screen knows of the call
    session: Session,
    account_id: int,
    *,
    language: str,
    now: datetime,
    collector: Person,
    channel: Channel = Channel.CALL,
    recipient: Listener = Listener.DEBTOR,
    agreement: Agreement | None = None,
    tells_debt: bool = True,
) -> CallScript:
    """The script for a call to an account, in as many queries whatever the account has.

    Args:
        session: To look.
        account_id: An account that was already fetched through the collector's scope.
        language: In which the collector will speak: `es` or `en`.
        now: Aware instant of the request.
        collector: Who calls.
        channel: A call, or a voicemail.
        recipient: Who listens: the account holder, or somebody else who answered.
        agreement: What the outcome form holds so far; the closing reads it back.
        tells_debt: False until the debt may be told: no amount, day or number of it is filled in.

    Raises:
        NotVisible: There is no such account.

    """
    facts = script_facts(session, account_id)
    situation = _situation(facts, language=language, now=now, channel=channel, recipient=recipient)
    published = published_scripts(session, language=language, channel=channel)
    choice = choose([_option(script) for script in published], situation)
    if choice.chosen is None:
        return CallScript("", None, None, (), situation, (), choice.candidates)
    chosen = next(script for script in published if script.version_id == choice.chosen.id)
    rendered = render_for(
        facts, parsed(chosen.text or ""), now=now, collector=collector, agreement=agreement, tells_debt=tells_debt
    )
    fits = choice.candidates[0].fits
    return CallScript(chosen.name, chosen.version_id, chosen.number, rendered.steps, situation, fits, choice.candidates)


def render_for(  # noqa: PLR0913 - what is read, of whom, by whom and when
    facts: ScriptFacts,
    script: ParsedScript,
    *,
    now: datetime,
    collector: Person,
    agreement: Agreement | None = None,
    tells_debt: bool = True,
) -> RenderedScript:
    """Any script, published or not, as this collector would read it to this account now."""
    language = script.conditions.language
    values = script_values(facts, language=language, now=now, collector=collector, agreement=agreement)
    if not tells_debt:
        values = without_debt(values)
    portfolio = facts.portfolio
    words = ScriptWords(language, portfolio.locale, portfolio.currency, day_of(now, facts.zone))
    return render(script, values, format_value=words)


@lru_cache(maxsize=128)
def parsed(text: str) -> ParsedScript:
    """The script of a published text; texts are few and read at every call."""
    return parse(text)


def _situation(facts: ScriptFacts, *, language: str, now: datetime, channel: Channel, recipient: Listener) -> Situation:
    return Situation(
        language=language,
        channel=channel,
        recipient=recipient,
        stage=stage_for(facts, now=now),
        portfolio=facts.portfolio.code,
        country=facts.customer.country,
        segment=facts.customer.segment,
        last_outcome=facts.last_outcome,
    )


def stage_for(facts: ScriptFacts, *, now: datetime) -> ScriptStage:
    """The stage of collection of an account on the portfolio's local day."""
    today = day_of(now, facts.portfolio.timezone)
    overdue = facts.overdue(today)
    late = days_past_due(overdue[0].due_on, today) if overdue else 0
    return stage_of(late, has_broken_promise=has_broken_promise(facts))


def _option(script: PublishedScript) -> Option:
    """A published script as a candidate. Who listens stands in its text only, which was read where it could matter."""
    conditions = script.conditions if script.text is None else parsed(script.text).conditions
    return Option(script.version_id, script.code, script.name, conditions)
