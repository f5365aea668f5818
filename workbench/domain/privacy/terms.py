"""The retention terms: how long data is kept, by portfolio, else as the company has it; at first nothing is deleted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, RetentionTerms
from workbench.domain.contact import preset
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

COMPANY = 0
LEAST_ERASE, LEAST_NOTES, LEAST_DECISIONS, MOST = 30, 30, 90, 36_500
MOST_FILES = 30
"""Files as they were given are deleted after so many days in any case."""


class TermsRefused(RuleBroken):
    """These terms cannot be set. `field` is the one that is wrong."""

    rule = "privacy.terms"

    def __init__(self, reason: str, *, field: str, **values: Any) -> None:  # Any: see `RuleBroken`
        """Keep the field beside the reason."""
        super().__init__(reason, **values)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class KeptFor:
    """For how many days data is kept; None: for good. `keep_days`: nobody is erased sooner after the last movement."""

    keep_days: int = 0
    erase_days: int | None = None
    note_days: int | None = None
    decision_days: int | None = None
    file_days: int | None = None


def why_not_terms(terms: KeptFor) -> TermsRefused | None:
    """Terms are whole days within bounds, and nothing is erased sooner than it must be kept."""
    bounds = (
        ("keep_days", terms.keep_days, 0, MOST),
        ("erase_days", terms.erase_days, LEAST_ERASE, MOST),
        ("note_days", terms.note_days, LEAST_NOTES, MOST),
        ("decision_days", terms.decision_days, LEAST_DECISIONS, MOST),
        ("file_days", terms.file_days, 1, MOST_FILES),
    )
    for name, days, least, most in bounds:
        if days is not None and not least <= days <= most:
            return TermsRefused(
                N_("Escriba días entre %(least)s y %(most)s, o déjelo vacío."), field=name, least=least, most=most
            )
    if terms.erase_days is not None and terms.erase_days < terms.keep_days:
        return TermsRefused(
            N_("No se borra antes de lo que se conserva: escriba %(days)s o más."),
            field="erase_days",
            days=terms.keep_days,
        )
    return None


def law_months(preset_code: str) -> int:
    """For how many months the law of a contact policy asks to keep the records of collection; 0 where none is known."""
    return int(preset(preset_code).more.get("retention_months", 0))


def terms_by_portfolio(session: Session) -> dict[int, KeptFor]:
    """The terms of every portfolio; under `COMPANY` those of the company. Two queries."""
    rows = {row.id: _terms(row) for row in session.scalars(sa.select(RetentionTerms))}
    company = rows.get(COMPANY, KeptFor())
    found = {portfolio_id: rows.get(portfolio_id, company) for portfolio_id in session.scalars(sa.select(Portfolio.id))}
    return {**found, COMPANY: company}


def own_terms(session: Session) -> Mapping[int, KeptFor]:
    """The terms that were set, by portfolio; the others follow the company's."""
    return {row.id: _terms(row) for row in session.scalars(sa.select(RetentionTerms))}


def set_terms(
    session: Session, portfolio_id: int | None, *, terms: KeptFor | None, actor: Actor, now: datetime
) -> None:
    """Set the terms of a portfolio, or of the company where none is named. One audit entry with before and after.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose; None: the company's.
        terms: What they become; None: the company's hold here too.
        actor: Who sets them.
        now: Aware instant.

    Raises:
        TermsRefused: A value is out of bounds, or erases sooner than it keeps.

    """
    refusal = why_not_terms(terms) if terms is not None else None
    if refusal is not None:
        raise refusal
    key = portfolio_id or COMPANY
    kept = session.get(RetentionTerms, key)
    before = asdict(_terms(kept)) if kept is not None else {}
    after = asdict(terms) if terms is not None else {}
    if before == after:
        return
    if terms is None and kept is not None:
        session.delete(kept)
    elif terms is not None:
        session.merge(RetentionTerms(id=key, portfolio_id=portfolio_id, changed_at=now, **after))
    subject = ("portfolio", portfolio_id)
    record(session, AuditEvent.RETENTION_CHANGED, actor=actor, subject=subject, now=now, before=before, after=after)
    session.flush()


def _terms(row: RetentionTerms) -> KeptFor:
    return KeptFor(
        keep_days=row.keep_days,
        erase_days=row.erase_days,
        note_days=row.note_days,
        decision_days=row.decision_days,
        file_days=row.file_days,
    )
