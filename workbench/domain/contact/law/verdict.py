"""The gate's verdict and the rules in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.domain.contact.law.vocabulary import Answer, CapUnit, Severity


@dataclass(frozen=True, slots=True)
class SpokenRule:
    """A rule that applies. `text` is Spanish with `%(name)s` places that `values` fill; values are never words."""

    id: str
    severity: Severity
    citation: str
    text: str
    values: tuple[tuple[str, str], ...] = ()

    def words(self, translate: Callable[[str], str] = str) -> str:
        """The rule's text, translated first and filled then."""
        text = translate(self.text)
        return text % dict(self.values) if self.values else text

    def saying(self, **values: str) -> "SpokenRule":
        """The same rule with its places filled."""
        return replace(self, values=tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of one cap that applies to the channel asked about."""

    id: str
    unit: CapUnit
    window: str
    max: int
    left: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer.

    Attributes:
        verdict: blocked if any rule blocks, warned if any warns, else allowed.
        rules: every rule that spoke, in the order they are asked.
        next_allowed_at: UTC; the first minute whose verdict is not blocked, everything else unchanged. None where no
            passing of time opens it and where the verdict is not blocked.
        remaining: what is left of each cap.
    """

    verdict: Answer
    rules: tuple[SpokenRule, ...]
    next_allowed_at: datetime | None
    remaining: tuple[Remaining, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether only a supervisor's override lets the contact happen."""
        return self.verdict is Answer.BLOCKED

    @property
    def blocks(self) -> tuple[SpokenRule, ...]:
        """The rules that forbid it."""
        return tuple(rule for rule in self.rules if rule.severity is Severity.BLOCK)


def blocks(rules: tuple[SpokenRule, ...]) -> bool:
    """Whether one of the rules forbids."""
    return any(rule.severity is Severity.BLOCK for rule in rules)


def answer_of(rules: tuple[SpokenRule, ...]) -> Answer:
    """The answer of a set of rules: blocked, warned or allowed."""
    if blocks(rules):
        return Answer.BLOCKED
    return Answer.WARNED if rules else Answer.ALLOWED
