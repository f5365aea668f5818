"""Which figures of the debt the page holds: all, or dots in their place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import session

from models.enums import OutcomeGroup
from workbench.domain.calls import SHOW_FOR, may_tell_debt, shows_amounts
from workbench.queries.call_rows import CallFile, TimelineEntry
from workbench.web import customer_words as words
from workbench.web.money import format_money, masked_money, without_figures

ASKED = "amounts_shown"


@dataclass(frozen=True)
class ShownAmounts:
    """Whether the debt may be told, whether its amounts are shown, and until when if that is for seconds only."""

    may_tell: bool
    shows_amounts: bool
    shown_until: datetime | None
    is_third_party: bool

    def as_context(self, file: CallFile) -> dict[str, Any]:  # Any: what templates are given
        """What templates write amounts and notes with."""
        portfolio = file.portfolio
        amount: Callable[[int], str] = (
            partial(_amount, currency=portfolio.currency, locale=portfolio.locale)
            if self.shows_amounts
            else lambda _amount: masked_money(portfolio.currency, locale=portfolio.locale)
        )
        return {
            "amount": amount,
            "detail_of": words.entry_detail if self.shows_amounts else _detail_without_figures,
            "shows_amounts": self.shows_amounts,
            "shown_until": self.shown_until,
            "is_third_party": self.is_third_party,
            "hides_days": self.is_third_party and not self.shows_amounts,
        }


def shown(file: CallFile, *, is_identified: bool, group: str | None, now: datetime) -> ShownAmounts:
    """What is shown at a moment of a call.

    Args:
        file: Of the account.
        is_identified: Whether the identity was confirmed in the call that is on.
        group: Who is being spoken with, see `OutcomeGroup`.
        now: Aware instant.

    """
    is_third_party = group == OutcomeGroup.INDIRECT
    may_tell = may_tell_debt(is_identified=is_identified, is_third_party=is_third_party)
    asked_at = _asked_at(file.account.id)
    shows = shows_amounts(may_tell=may_tell, shown_at=asked_at, now=now)
    until = asked_at + SHOW_FOR if shows and not may_tell and asked_at else None
    return ShownAmounts(may_tell, shows, until, is_third_party)


def note_asked(account_id: int, now: datetime) -> None:
    """Keep in the signed cookie that the amounts of an account are shown from now on."""
    session[ASKED] = [account_id, now.isoformat()]


def _asked_at(account_id: int) -> datetime | None:
    kept = session.get(ASKED)
    return datetime.fromisoformat(kept[1]) if kept and kept[0] == account_id else None


def _amount(value: int, *, currency: str, locale: str | None) -> str:
    return format_money(value, currency, locale=locale)


def _detail_without_figures(entry: TimelineEntry) -> str:
    return without_figures(words.entry_detail(entry))
