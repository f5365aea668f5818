"""Why an account is called today, in the language of the screen and the money of its portfolio."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Protocol

from flask_babel import get_domain, gettext
from sqlalchemy.orm import Session

from models.enums import Lane
from workbench.domain.queue import ItemFacts, ToldReason, direction_of, habits_of, phrase_text, told_reasons
from workbench.web.money import format_money, masked_money


class HasReasons(Protocol):
    """An item as a list or a call shows it, as far as its reasons go."""

    @property
    def lane(self) -> Lane:
        """Where in the day's queue it stands."""
        ...

    @property
    def days_past_due(self) -> int:
        """Of its oldest open invoice."""
        ...

    @property
    def scorer(self) -> str:
        """Who ranked it: rules or model."""
        ...

    @property
    def value(self) -> str:
        """By what it is ranked: points, if_called or effect."""
        ...

    @property
    def reasons(self) -> Iterable[Mapping[str, Any]]:  # Any: JSON, see `models.WorkItem`
        """As they are stored."""
        ...


@dataclass(frozen=True)
class SaidReason:
    """One reason in words, whether it moves the account up, and what that means; no meaning where the lane says it."""

    text: str
    raises: bool
    meaning: str


def said_reasons(
    item: HasReasons, *, currency: str, locale: str | None, hides_amounts: bool = False
) -> list[SaidReason]:
    """The reasons of an item in the order they are told.

    Args:
        item: Of today.
        currency: Of its portfolio, ISO 4217.
        locale: The portfolio's regional format.
        hides_amounts: Amounts may not be shown now.

    """
    shown = partial(whole_money, currency=currency, locale=locale)
    money = partial(hidden_money, currency=currency, locale=locale) if hides_amounts else shown
    meanings = direction_of(item.scorer, item.value)
    facts = ItemFacts(lane=item.lane, days_past_due=item.days_past_due)

    def said(one: ToldReason) -> SaidReason:
        meaning = "" if one.contribution is None else gettext(meanings[0 if one.raises else 1])
        return SaidReason(phrase_text(one.sentence, gettext, money), one.raises, meaning)

    return [said(one) for one in told_reasons(item.reasons, facts)]


def said_habits(session: Session, *, account_id: int, on: date) -> list[SaidReason]:
    """When in the month the customer pays, as far as that is a habit. One query.

    Args:
        session: To look.
        account_id: Whose payments.
        on: The day of work.

    """
    known = habits_of(session, account_id=account_id, on=on)
    return [SaidReason(phrase_text(sentence, gettext, str), raises=True, meaning="") for sentence in known]


def why_line(item: HasReasons, *, currency: str, locale: str | None, letters: int, first: str | None = None) -> str:
    """The reasons of an item that fit into one line; those that do not are not put into words.

    Args:
        item: Of today.
        currency: Of its portfolio, ISO 4217.
        locale: The portfolio's regional format.
        letters: What fits.
        first: Said in place of the first reason, where more is known of it.

    """
    money = partial(whole_money, currency=currency, locale=locale)
    told = told_reasons(item.reasons, ItemFacts(lane=item.lane, days_past_due=item.days_past_due))
    listed = [one for one in told if one.raises] or told
    translate = get_domain().get_translations().ugettext  # looked up once, not for each of a page's hundred texts
    texts = (phrase_text(one.sentence, translate, money) for one in (listed[1:] if first is not None else listed))
    return _joined(texts if first is None else chain((first,), texts), letters=letters)


def in_one_line(reasons: Iterable[SaidReason], *, letters: int) -> str:
    """The first reason, and those after it that still fit: what raises the account, else what there is."""
    listed = list(reasons)
    return _joined([one.text for one in listed if one.raises] or [one.text for one in listed], letters=letters)


def _joined(texts: Iterable[str], *, letters: int) -> str:
    """The first text whatever its length, then the next ones as long as they fit."""
    said = iter(texts)
    line = next(said, "")
    for text in said:
        if len(line) + len(SEPARATOR) + len(text) > letters:
            break
        line += SEPARATOR + text
    return line


def hidden_money(_amount: int, *, currency: str, locale: str | None) -> str:
    """Dots in the place of an amount, with the sign of its currency."""
    return masked_money(currency, locale=locale)


SEPARATOR = " · "
_NO_CENTS = re.compile(r"[.,]00(?!\d)")
"""Two zeros and no third: three are thousands."""


def whole_money(amount: int, *, currency: str, locale: str | None) -> str:
    """An amount that was rounded to two figures, without the cents that it does not have."""
    return _NO_CENTS.sub("", format_money(amount, currency, locale=locale))
