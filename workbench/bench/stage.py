"""What benchmarks work on: a migrated database with the made-up company's portfolio and one collector."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from migrations import runner
from models import Database, Portfolio, PortfolioTeam, User
from models.enums import ImportKind
from workbench.access.person import Person, person_of
from workbench.bench.company import Files, write_files
from workbench.bench.measure import Meter
from workbench.domain.calls import load_outcomes
from workbench.domain.imports import ImportReport, ImportTerms, import_file
from workbench.domain.people import add_user, load_roles
from workbench.domain.records import Actor
from workbench.domain.scripts import load_starters
from workbench.settings import Settings

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""Wednesday, 10:00 in Bogotá: calls are allowed."""
TODAY = NOW.date()
ACTOR = Actor(None, "workbench bench")
EMAIL, PASSWORD = "bench@example.com", "only for the benchmark"


@dataclass(frozen=True)
class Stage:
    """The database, the files that fill it, and who works in it."""

    database: Database
    settings: Settings
    files: Files
    person: Person
    customers: int
    meter: Meter
    has_calls: bool = True
    """Whether there is a history of calls to import."""
    today: date = TODAY
    now: datetime = NOW

    @property
    def terms(self) -> ImportTerms:
        """Terms of its imports."""
        return ImportTerms(now=self.now, actor=ACTOR, timezone=self.settings.timezone, portfolio="banca")

    def import_file(self, kind: ImportKind) -> ImportReport:
        """Import the company's file of a kind."""
        return import_file(self.database, kind, self.files.path(kind), terms=self.terms)


@contextmanager
def stage(
    url: str | None,
    *,
    customers: int,
    with_files: bool = True,
    with_calls: bool = True,
    settings: Settings | None = None,
) -> Iterator[Stage]:
    """Set up and throw away.

    Args:
        url: An empty database; a temporary embedded one when left out.
        customers: Size of the made-up company.
        with_files: Whether the company's files are written, for benchmarks that import them.
        with_calls: Whether the history of calls is among them.
        settings: The operator's: where calculations are made.

    """
    with TemporaryDirectory(prefix="workbench-bench-") as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder / 'bench.db'}"
        runner.upgrade(url)
        database = Database(url)
        try:
            person = _found(database)
            cluster = settings.cluster if settings else ""
            own = Settings(database_url=url, secret_key="0" * 32, today=NOW, cluster=cluster)
            files = write_files(folder, customers=customers if with_files else 0, today=TODAY, with_calls=with_calls)
            meter = Meter(database)
            yield Stage(database, own, files, person, customers=customers, meter=meter, has_calls=with_calls)
        finally:
            database.dispose()


def _found(database: Database) -> Person:
    with database.writing() as session:
        load_outcomes(session)
        load_roles(session, actor=ACTOR, now=NOW)
        load_starters(session, now=NOW)
        portfolio = Portfolio(
            code="banca",
            name="Banca",
            currency="COP",
            timezone="America/Bogota",
            locale="es_CO",
            preset="CO",
            capacity=10_000,
            data_age_limit_days=30,
            created_at=NOW,
        )
        session.add(portfolio)
        session.flush()
        user: User = add_user(
            session, EMAIL, name="Bench", role="collector", teams=["bench"], password=PASSWORD, actor=ACTOR, now=NOW
        )
        session.flush()
        session.add(PortfolioTeam(portfolio_id=portfolio.id, team_id=user.teams[0].id))
        return person_of(user)
