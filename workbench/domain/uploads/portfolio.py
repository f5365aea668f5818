"""Which portfolio the rows of a file belong to where they do not say it: a person chooses before they are checked."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import ImportKind
from workbench.domain.imports import Mapping
from workbench.domain.uploads.errors import UploadRefused
from workbench.kernel.text import N_

OPENS_ACCOUNTS = frozenset({ImportKind.INVOICES, ImportKind.OPEN_ITEMS})
"""Kinds whose rows open accounts. Payments and interactions find the account of their customer, or their invoice."""

COLUMN = "portfolio"


def asks_portfolio(kinds: Sequence[ImportKind], mapping: Mapping, *, portfolios: int) -> bool:
    """Whether somebody has to say where rows belong: no column names it, and there are several portfolios.

    Args:
        kinds: Of the rows of the file.
        mapping: How it is read.
        portfolios: How many there are in all.

    """
    if portfolios < 2:
        return False
    parts = [mapping.of_kind(kind.value) for kind in kinds if kind in OPENS_ACCOUNTS]
    return any(COLUMN not in {*part.columns, *part.constants} for part in parts)


def refuse_silent(kinds: Sequence[ImportKind], mapping: Mapping, *, given: str | None, portfolios: int) -> None:
    """Refuse a choice of columns by which no row would say its portfolio.

    Raises:
        UploadRefused: See `asks_portfolio`.

    """
    if given is None and asks_portfolio(kinds, mapping, portfolios=portfolios):
        text = N_("Elija en «Cartera de las filas que no dicen la suya»: el archivo no la trae y hay varias.")
        raise UploadRefused(text, rule="which-portfolio")


def portfolios_held(session: Session) -> int:
    """How many portfolios there are, whoever works them."""
    return session.scalar(sa.select(sa.func.count()).select_from(Portfolio)) or 0
