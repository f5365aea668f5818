"""Errors of rules that refuse. The web shows them as a page or notice, the command line as one line."""

from typing import Any


class RuleBroken(Exception):
    """A rule refused. `reason` is Spanish, marked for translation, with `%(name)s` filled from `values`."""

    rule = "rule"

    def __init__(self, reason: str, *, rule: str | None = None, **values: Any) -> None:
        """Keep the reason and what fills it (plain values: they end up in messages, never in logs)."""
        super().__init__(reason % values if values else reason)
        self.reason = reason
        self.values = values
        self.rule = rule or self.rule


class NotVisible(Exception):
    """The row does not exist for this person: out of scope and missing look the same."""
