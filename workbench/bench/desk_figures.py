"""What a collector waits for: the next item, and saving an outcome."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from models import Account, Interaction, WorkItem
from models.enums import Channel, Direction
from workbench.bench import plain
from workbench.bench.measure import Figure
from workbench.bench.stage import Stage
from workbench.domain.calls import OutcomeForm, record_outcome
from workbench.domain.queue import claim_next, finish_item

TIMES = 50


def claim_figure(stage: Stage) -> Figure:
    """Take the next item and finish it, in two transactions; the floor updates one known row in each."""
    with stage.database.reading() as session:
        last = session.scalar(sa.select(sa.func.max(WorkItem.id)))

    def ours() -> None:
        with stage.database.writing() as session:
            item = claim_next(session, stage.person, now=stage.now, today=stage.today)
            if item is None:
                raise RuntimeError("the benchmark's queue is too short")
        with stage.database.writing() as session:
            finish_item(session.get_one(WorkItem, item.id), now=stage.now)

    def floor() -> None:
        for state in ("claimed", "waiting"):
            with plain.transaction(stage.database) as connection:
                plain.run(connection, "UPDATE work_item SET state = ? WHERE id = ?", (state, last))

    return _compared(stage, "claim and finish", ours, floor)


def outcome_figure(stage: Stage) -> Figure:
    """Save the outcome of an open attempt; the floor writes and commits one bare row of the same table."""
    with stage.database.reading() as session:
        account_ids = session.scalars(sa.select(Account.id).order_by(Account.id.desc()).limit(3 * TIMES)).all()
        bare = session.execute(sa.select(Account.id, Account.customer_id, Account.portfolio_id).limit(1)).one()
    _open_attempts(stage, account_ids)
    keys, accounts = itertools.count(), iter(account_ids)

    def ours() -> None:
        form = OutcomeForm(idempotency_key=f"bench-{next(keys)}", code="NC-NCT", note="No contesta")
        with stage.database.writing() as session:
            record_outcome(session, stage.person, account_id=next(accounts), form=form, now=stage.now)

    columns = ("account_id", "customer_id", "portfolio_id", "at", "known_at", "known_on", "channel", "direction")
    row = (*bare, str(stage.now), str(stage.now), stage.today.isoformat(), "call", "outbound")

    def floor() -> None:
        with plain.transaction(stage.database) as connection:
            plain.insert(connection, "interaction", columns=columns, values=[row])

    return _compared(stage, "save an outcome", ours, floor)


def _open_attempts(stage: Stage, account_ids: Sequence[int]) -> None:
    """Attempts of the bench's collector, as the gate would have let them start."""
    with stage.database.writing() as session:
        session.add_all(
            Interaction(
                account_id=account.id,
                customer_id=account.customer_id,
                portfolio_id=account.portfolio_id,
                at=stage.now,
                known_at=stage.now,
                known_on=stage.today,
                channel=Channel.CALL,
                direction=Direction.OUTBOUND,
                collector_id=stage.person.id,
            )
            for account in session.scalars(sa.select(Account).where(Account.id.in_(account_ids)))
        )


def _compared(stage: Stage, name: str, ours: Callable[[], Any], floor: Callable[[], Any]) -> Figure:
    """Milliseconds of waiting; `over` is what is aimed at: 5 ms over the bare commit."""
    taken, least = stage.meter.per_call(ours, times=TIMES), stage.meter.floor(floor, times=TIMES)
    over = (taken.seconds - least.seconds) * 1000
    notes = {"ms over": over, "ms CPU": taken.cpu_seconds * 1000}
    return Figure(name, "ms", taken.seconds * 1000, least.seconds * 1000, None, taken.other_cores, notes)
