"""One collector's process: takes the next item and finishes it, until there is none. Prints what it took.

Started by test_claims.py as `python -m tests.claims.claimer URL EMAIL NOW`; begins when a line arrives on stdin, so
that all processes begin together.
"""

import sys
from datetime import datetime

import sqlalchemy as sa

from models import Database, User
from workbench.access.person import Person, person_of
from workbench.domain.queue.claim import claim_next, finish_item


def main(url: str, email: str, now: datetime) -> None:
    """Work the queue to its end."""
    database = Database(url)
    with database.reading() as session:
        person = person_of(session.scalars(sa.select(User).where(User.email == email)).one())
    print("ready", flush=True)  # noqa: T201 - how the test hears of it
    sys.stdin.readline()
    for item_id in taken_items(database, person, now=now):
        print(item_id)  # noqa: T201 - how the test hears of it
    database.dispose()


def taken_items(database: Database, person: Person, *, now: datetime) -> list[int]:
    """Claim and finish in two transactions, as a person does."""
    taken = []
    while True:
        with database.writing() as session:
            item = claim_next(session, person, now=now, today=now.date())
            item_id = item.id if item else None
        if item_id is None:
            return taken
        taken.append(item_id)
        with database.writing() as session:
            finish_item(session.get_one(type(item), item_id), now=now)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3]))
