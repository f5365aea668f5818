"""Two people never get the same customer: real processes on both databases.

To see it fail, take the line `.with_for_update(skip_locked=True)` out of `first_free` of
`workbench/domain/queue/candidates.py`: on PostgreSQL hundreds of items are taken twice. On SQLite the lock is the
transaction itself: let `Database.writes` begin without `IMMEDIATE` and the processes stop with "database is locked".
"""

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Account, Consent, Customer, User, WorkItem
from models.bulk import bulk_insert
from models.enums import Channel, Lane, WorkState
from tests.environment import clean_environment
from tests.personas import PASSWORD_HASH, cast_of

ROOT = Path(__file__).parent.parent.parent
PROCESSES, ITEMS = 4, 1000
TODAY = date(2026, 11, 18)


@pytest.fixture
def collectors(database, now) -> list[str]:
    """Four collectors of one team, and a pool of customers who may be called."""
    with database.writing() as session:
        cast = cast_of(session, now=now)
        emails = [f"gestor{number}@example.com" for number in range(PROCESSES)]
        session.add_all(
            User(
                email=email, name=email, password_hash=PASSWORD_HASH, created_at=now, role=cast.andrea.role,
                teams=[cast.norte],
            )
            for email in emails
        )  # fmt: skip
        session.flush()
        _pool(session, cast.consumo.id, now=now)
    database.dispose()
    return emails


def _pool(session, portfolio_id: int, *, now: datetime) -> None:
    numbers = range(1, ITEMS + 1)
    debt = {"open_amount": 100, "overdue_amount": 100, "oldest_due_on": TODAY - timedelta(days=30)}
    connection = session.connection()
    bulk_insert(
        connection, Customer,
        [{"id": n, "external_id": f"C{n}", "name": f"Caso {n}", "country": "CO", "created_at": now} for n in numbers],
    )  # fmt: skip
    bulk_insert(
        connection, Account,
        [{"id": n, "customer_id": n, "portfolio_id": portfolio_id, "created_at": now, **debt} for n in numbers],
    )  # fmt: skip
    granted = {"channel": Channel.CALL, "granted": True, "known_at": now - timedelta(days=90), "source": "file"}
    bulk_insert(connection, Consent, [{"customer_id": n, **granted} for n in numbers])
    item = {
        "queue_on": TODAY, "portfolio_id": portfolio_id, "lane": Lane.RANKED, "points": 100.0, "reasons": [],
        "open_amount": 100, "overdue_amount": 100, "days_past_due": 30, "callable": True,
    }  # fmt: skip
    bulk_insert(
        connection, WorkItem, [{"id": n, "account_id": n, "customer_id": n, "rank": n, **item} for n in numbers]
    )


@pytest.mark.long
def test_four_processes_take_every_item_once(database_url, database, collectors, now):
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.claims.claimer", database_url, email, now.isoformat()],
            cwd=ROOT,
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for email in collectors
    ]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    ended = [process.communicate(timeout=240) for process in processes]

    taken = [[int(line) for line in out.split()] for out, _ in ended]
    assert [error for _, error in ended] == [""] * PROCESSES
    assert sorted(item for of_one in taken for item in of_one) == list(range(1, ITEMS + 1))
    assert all(taken)
    with database.reading() as session:
        done = session.scalar(sa.select(sa.func.count()).where(WorkItem.state == WorkState.DONE))
    assert done == ITEMS
