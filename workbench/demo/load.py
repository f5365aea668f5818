"""Loads the made-up company into a database through the imports that a creditor's files take."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from models import Database
from models.enums import ImportKind
from workbench.demo.assigning import assign_accounts
from workbench.demo.company import Company
from workbench.demo.files import ASSIGNMENTS, CALLS, IMPORTED, read_rows, write_files
from workbench.demo.founding import found_company
from workbench.demo.numbers_called import note_numbers, settle_numbers
from workbench.demo.state import Stage, note_stage
from workbench.domain.imports import ImportTerms, import_file
from workbench.domain.standing import recompute_standing
from workbench.kernel.text import N_


class Advance(Protocol):
    """Reports the progress of a step."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Report `done` of `total`; `total` is None where it is unknown."""


Progress = Callable[[str], AbstractContextManager[Advance]]
"""Begins a step, given its name in Spanish."""

STEPS = {
    "customers": N_("Clientes"),
    "invoices": N_("Facturas"),
    "payments": N_("Pagos"),
    "interactions": N_("Gestiones"),
}


@dataclass
class Loaded:
    """How many rows came in, by kind; and those refused, of which there should be none."""

    rows: dict[str, int] = field(default_factory=dict)
    rejected: int = 0


def load_company(database: Database, company: Company, *, terms: ImportTerms, progress: Progress) -> Loaded:
    """Found the company, import its history, say who has which account, and compute the standing of today.

    Every part is committed by itself and may be repeated: what was cut off is completed by loading the same again.

    Args:
        database: Migrated, with its reference rows; `workbench.demo.state` decides whether it may be loaded.
        company: As `decide_company` gives it.
        terms: When it is loaded, by whom, and the company's zone.
        progress: How each step is followed.

    """
    with database.writing() as session:
        note_stage(session, company, Stage.BEGUN, actor=terms.actor, now=terms.now)
        found_company(session, company.plan, actor=terms.actor, now=terms.now)
    with TemporaryDirectory(prefix="demo-") as folder:
        with progress(N_("Inventar la historia")) as advance:
            write_files(company, Path(folder), advance=advance)
        loaded = _import_files(database, Path(folder), terms=terms, progress=progress)
        with database.writing() as session:
            assign_accounts(session, read_rows(Path(folder), ASSIGNMENTS))
            note_numbers(session, read_rows(Path(folder), CALLS))
            settle_numbers(session)
    _compute(database, company, progress=progress)
    with database.writing() as session:
        note_stage(session, company, Stage.LOADED, actor=terms.actor, now=terms.now)
    return loaded


def _import_files(database: Database, folder: Path, *, terms: ImportTerms, progress: Progress) -> Loaded:
    loaded = Loaded()
    for kind in IMPORTED:
        with progress(STEPS[kind]) as advance:
            following = replace(terms, progress=advance)
            report = import_file(database, ImportKind(kind), folder / f"{kind}.csv", terms=following)
        loaded.rows[kind] = report.read - report.rejected
        loaded.rejected += report.rejected
    return loaded


def _compute(database: Database, company: Company, *, progress: Progress) -> None:
    with progress(N_("Saldos y promesas")) as advance, database.writes() as session:
        recompute_standing(session, on=company.today, today=company.today, commit=session.commit, progress=advance)
        session.commit()
