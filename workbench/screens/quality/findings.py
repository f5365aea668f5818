"""What the pages of problems are given: each problem with its cost, and the customers who have it."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext

from models import Portfolio
from models.enums import PointKind
from workbench.domain.imports import REJECT_COLUMNS
from workbench.domain.quality import (
    MOST_AT_ONCE,
    WORDS,
    Complaint,
    DataProblem,
    ProblemWords,
    change_to_check,
    checked_customers,
    corrections,
    problems_of,
)
from workbench.domain.records import leader
from workbench.kernel.errors import NotVisible
from workbench.kernel.spreadsheets import guarded
from workbench.queries.company.first_run import has_accounts
from workbench.queries.data_quality.duplicates import pair_count, pairs_seen
from workbench.queries.data_quality.findings import (
    FileCustomer,
    FindingRow,
    FindingSum,
    file_customers,
    finding_customers,
    finding_rows,
    finding_sums,
    is_checking,
    is_older_than_files,
    last_check,
)
from workbench.queries.portfolios import portfolios_seen
from workbench.queries.uploads import reject_shares, rows_to_fix
from workbench.screens.quality.words import evidence_words
from workbench.web.db import get_session
from workbench.web.import_words import kind_name
from workbench.web.moment import now
from workbench.web.session import me
from workbench.web.words import say

SHOWN_PAIRS = 4
SHOWN_SHARES = 6
SENT_WITHIN = timedelta(days=90)
"""How far back it is looked which sender's rows were rejected."""
LED_WITHIN = timedelta(minutes=2)
"""A scheduler is at work whose last sign of life is not older."""
_COLUMNS = (
    "external_id", "name", "kind", "document", "segment", "city", "region", "country", "timezone", "language",
    "phone", "phone_2", "email", "whatsapp", "address", "opened_on",
)  # fmt: skip
"""Columns of an import of customers, without consents: a file of corrections says nothing of these."""

_COLUMN_OF: Mapping[DataProblem, str] = {
    DataProblem.NO_NUMBER: "phone",
    DataProblem.UNREAD_NUMBER: "phone",
    DataProblem.NO_PLACE: "country",
    DataProblem.NO_NAME: "name",
    DataProblem.SHOUTED_NAME: "name",
    DataProblem.BY_HAND: "document",
    DataProblem.INVALID_DOCUMENT: "document",
    DataProblem.NO_DOCUMENT: "document",
    DataProblem.BAD_EMAIL: "email",
    DataProblem.NO_EMAIL: "email",
    DataProblem.NO_ADDRESS: "address",
}


@dataclass(frozen=True)
class ProblemLine:
    """One problem with what it costs, by currency."""

    problem: DataProblem
    words: ProblemWords
    sums: tuple[FindingSum, ...]

    @property
    def accounts(self) -> int:
        """Accounts with the problem."""
        return sum(one.accounts for one in self.sums)


@dataclass(frozen=True)
class RowWithReason:
    """An account with what exactly is wrong by now; `is_mended`: nothing any more, the next check takes it out."""

    row: FindingRow
    reason: str
    is_mended: bool
    proposed: str | None = None
    """The value that would put it right."""


def chosen_portfolio(code: str | None) -> Portfolio | None:
    """The portfolio that the address names, if the person sees it; None: all.

    Raises:
        NotVisible: There is none of this code for this person.

    """
    if not code:
        return None
    found = next((one for one in portfolios_seen(get_session(), me()) if one.code == code), None)
    if found is None:
        raise NotVisible("portfolio")
    return found


def problem_of(name: str) -> DataProblem:
    """The problem that the address names.

    Raises:
        NotVisible: There is no such problem.

    """
    if name not in set(DataProblem):
        raise NotVisible("problem")
    return DataProblem(name)


def page(portfolio: Portfolio | None) -> dict[str, Any]:  # Any: what templates are given
    """What is missing or wrong, and the likeliest duplicates."""
    session = get_session()
    lines = _lines(finding_sums(session, me(), portfolio_id=portfolio.id if portfolio else None))
    pairs, _ = pairs_seen(session, me(), limit=SHOWN_PAIRS)
    return {
        **frame(),
        "portfolio": portfolio,
        "portfolios": portfolios_seen(session, me()),
        "lines": lines,
        "unreached": next((one for one in lines if one.words.stops_calls), None),
        "pairs": [(one, evidence_words(one.evidence)) for one in pairs],
        "checked_at": last_check(session),
        "is_checking": is_checking(session),
        "is_old": is_older_than_files(session),
        "follows": change_to_check(session) is not None and is_led(),
        "has_accounts": has_accounts(session),
        "shares": reject_shares(session, me(), since=now() - SENT_WITHIN)[:SHOWN_SHARES],
        "kind_name": kind_name,
    }


def is_led() -> bool:
    """Whether a scheduler is at work, which checks after files by itself."""
    lead = leader(get_session())
    return lead is not None and now() - lead.beat_at < LED_WITHIN


def frame() -> dict[str, Any]:  # Any: what templates are given
    """What the bar of Datos is given."""
    waiting = pair_count(get_session(), me())
    to_fix = sum(rows for _, rows in rows_to_fix(get_session(), me()))
    return {
        "view": "quality.index",
        "counts": {"quality.index": waiting, "data.fix": to_fix},
        "waiting": waiting,
    }


def problem_page(problem: DataProblem, portfolio: Portfolio | None, *, page: int) -> dict[str, Any]:  # Any: see `page`
    """The accounts with one problem."""
    portfolio_id = portfolio.id if portfolio else None
    rows, pages = finding_rows(get_session(), me(), problem.value, portfolio_id=portfolio_id, page=page)
    found = _complaints(problem, [row.customer_id for row in rows])
    proposed = corrections(get_session(), customers_with(problem, portfolio), problem)
    return {
        **frame(),
        "proposed": len(proposed),
        "problem": problem,
        "words": WORDS[problem],
        "portfolio": portfolio,
        "portfolios": portfolios_seen(get_session(), me()),
        "rows": [
            RowWithReason(
                row,
                _said(found.get(row.customer_id)),
                is_mended=row.customer_id not in found,
                proposed=made.after if (made := proposed.get(row.customer_id)) else None,
            )
            for row in rows
        ],
        "at": page,
        "pages": pages,
    }


def customers_with(problem: DataProblem, portfolio: Portfolio | None) -> list[int]:
    """The customers with a problem that the person sees, as many as are corrected at a time."""
    portfolio_id = portfolio.id if portfolio else None
    return finding_customers(get_session(), me(), problem.value, portfolio_id=portfolio_id, limit=MOST_AT_ONCE)


def corrections_file(problem: DataProblem, portfolio: Portfolio | None) -> str:
    """The customers with one problem as a file to correct and to import again; the last three columns are not read."""
    customers = file_customers(get_session(), me(), problem.value, portfolio_id=portfolio.id if portfolio else None)
    found = _complaints(problem, [one.id for one in customers])
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([*_COLUMNS, *REJECT_COLUMNS])
    for line, customer in enumerate(customers, start=2):
        reason = _said(found.get(customer.id)) or gettext(WORDS[problem].label)
        writer.writerow([*map(guarded, _cells(customer)), str(line), _COLUMN_OF[problem], guarded(reason)])
    return made.getvalue()


def _lines(sums: Iterable[FindingSum]) -> list[ProblemLine]:
    by_problem: dict[str, list[FindingSum]] = {}
    for one in sums:
        by_problem.setdefault(one.problem, []).append(one)
    return [
        ProblemLine(problem, words, tuple(by_problem[problem.value]))
        for problem, words in WORDS.items()
        if problem.value in by_problem
    ]


def _complaints(problem: DataProblem, customer_ids: Iterable[int]) -> dict[int, Complaint]:
    """What exactly is wrong by now, by customer; those who no longer have the problem are left out."""
    checked = checked_customers(get_session(), set(customer_ids))
    found = {customer_id: problems_of(customer).get(problem) for customer_id, customer in checked.items()}
    return {customer_id: complaint for customer_id, complaint in found.items() if complaint is not None}


def _said(complaint: Complaint | None) -> str:
    return say(complaint.text, dict(complaint.values)) if complaint and complaint.text else ""


def _cells(customer: FileCustomer) -> list[str]:
    at = customer.reached_at
    phones = [*at.get(PointKind.PHONE, ()), "", ""]
    first = {kind: next(iter(at.get(kind, ())), "") for kind in PointKind}
    reach = {
        "phone": phones[0],
        "phone_2": phones[1],
        "email": first[PointKind.EMAIL],
        "whatsapp": first[PointKind.WHATSAPP],
        "address": first[PointKind.ADDRESS],
    }
    return [reach[name] if name in reach else getattr(customer, name) or "" for name in _COLUMNS]
