"""What the templates of requests are given."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from workbench.domain.explanations import (
    LETTER_DAYS,
    SOON_DAYS,
    WEIGHTS,
    WEIGHTS_IF_NOT_DRAWN,
    days_left,
    letter_lines,
    sources_of,
    was_drawn,
    why_rested,
)
from workbench.domain.queue import phrase_text
from workbench.queries.call import call_file
from workbench.queries.requests import LetterHead, RequestLine, requests_of_account
from workbench.screens.requests.forms import EFFECTS, KINDS, RequestForm
from workbench.web.formats import day
from workbench.web.moment import now, today
from workbench.web.reasons import said_habits, said_reasons, whole_money
from workbench.web.session import me


def words() -> dict[str, Any]:  # Any: functions for templates
    """Functions that put a request into words."""
    return {
        "kind_of": kind_of,
        "effect_of": effect_of,
        "clock_of": clock_of,
        "clock_tone": clock_tone,
        "term_of": term_of,
        "number_of": number_of,
    }


def kind_of(line: RequestLine) -> str:
    """What was asked."""
    return str(gettext(KINDS[line.kind]))


def effect_of(line: RequestLine) -> str:
    """What the answer did."""
    return str(gettext(EFFECTS[line.effect])) if line.effect else ""


def clock_of(line: RequestLine) -> str:
    """The clock in words: how many days are left, or since when it is overdue."""
    left = days_left(line.due_on, today(line.timezone))
    if left == 0:
        return str(gettext("vence hoy"))
    if left > 0:
        return str(gettext("queda un día") if left == 1 else gettext("quedan %(n)s días", n=left))
    return str(gettext("venció ayer") if left == -1 else gettext("venció hace %(n)s días", n=-left))


def clock_tone(line: RequestLine) -> str:
    """The tone of the clock: bad once the term is over, warn shortly before."""
    left = days_left(line.due_on, today(line.timezone))
    return "bad" if left < 0 else "warn" if left <= SOON_DAYS else ""


def term_of(line: RequestLine) -> str:
    """Where the term comes from."""
    return line.law or str(gettext("plazo de la casa, donde no se conoce una ley"))


def day_of_term(line: RequestLine) -> str:
    """The last day for the answer."""
    return day(line.due_on)


def number_of(kind: str, row_id: int) -> str:
    """The number of a paper: E-0094 of a letter of reasons, R-0012 of an answer."""
    return f"{kind}-{row_id:04}"


def account_page(
    session: Session, account_id: int, form: RequestForm
) -> dict[str, Any]:  # Any: what templates are given
    """Why the account stands where it does today, and what its customer asked.

    Raises `NotVisible` where the account is not there for the person.
    """
    file = call_file(session, me(), account_id=account_id, now=now())
    item = file.item if file.item and file.item.account_id == account_id else None
    portfolio = file.portfolio
    habits = said_habits(session, account_id=account_id, on=file.account.today)
    return {
        "file": file,
        "item": item,
        "reasons": said_reasons(item, currency=portfolio.currency, locale=portfolio.locale) + habits if item else [],
        "requests": requests_of_account(session, me(), account_id),
        "form": form,
        **words(),
    }


def letter_page(head: LetterHead) -> dict[str, Any]:  # Any: what templates are given
    """What the letter says, in the language of the paper."""
    return {
        "head": head,
        "table": _letter_table(head),
        "sources": [str(gettext(source)) for source in sources_of(head.letter)],
        "drawn": was_drawn(head.letter),
        "rested": gettext(rested) if (rested := why_rested(head.letter)) else None,
        "letter_days": LETTER_DAYS,
        "number": number_of("E", head.letter.id),
    }


def _letter_table(head: LetterHead) -> list[tuple[str, str, str]]:
    """The lines of a letter: what was seen, where it comes from, what it did or would have done."""
    money = partial(whole_money, currency=head.currency, locale=head.locale)
    weights = WEIGHTS_IF_NOT_DRAWN if was_drawn(head.letter) else WEIGHTS
    return [
        (phrase_text(line.sentence, gettext, money), gettext(line.source), gettext(weights[line.weight]))
        for line in letter_lines(head.letter)
    ]


def by_term(lines: list[RequestLine]) -> Mapping[str, list[RequestLine]]:
    """The open ones in two parts: overdue, and within their term."""
    late = [line for line in lines if days_left(line.due_on, today(line.timezone)) < 0]
    return {"overdue": late, "open": [line for line in lines if line not in late]}
