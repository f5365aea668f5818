"""What interactions of a file bring: promises, holds, opt-outs, the fate of numbers.

A promise is kept beside its interaction with the grace and threshold of the portfolio; its state is computed from
payments. Holds follow from the outcome tree. An opt-out of history binds like one recorded here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Consent, Hold, Interaction, Outcome, Promise
from models.bulk import bulk_insert, bulk_update, bulk_upsert, is_among
from workbench.domain.contact import hold_rows
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.landing import Landed
from workbench.domain.imports.kinds.facts.numbers import report_numbers
from workbench.domain.imports.kinds.values import Values
from workbench.kernel.days import day_of
from workbench.kernel.states import STOPPED

_SOURCE = "import"
_SAID = (
    "at",
    "known_at",
    "known_on",
    "channel",
    "direction",
    "outcome_code",
    "collector_id",
    "promise_amount",
    "promise_due_on",
)
_PROMISE_KEPT = ("grace_days", "threshold_pct", "cancelled_at", "import_id")
"""A correction of a promise is judged on the terms it was made on, and does not revive it."""
_HOLD_KEPT = ("lifted_at", "lifted_on", "import_id")
"""A correction does not bring back what a person has lifted."""


def bring_consequences(
    session: Session, landed: Landed, *, outcomes: Mapping[str, Outcome], now: datetime, import_id: int | None
) -> set[int]:
    """Write what interactions bring; of corrected ones, change it. Returns the accounts it concerns.

    Args:
        session: The batch's transaction.
        landed: What became of the facts.
        outcomes: The tree by code.
        now: When what a correction takes away ended.
        import_id: Of this import.

    """
    connection = session.connection()
    new = _rows(connection, landed.inserted.take(_bringing(landed.inserted, outcomes)), import_id)
    corrected = _rows(connection, landed.updated, import_id)
    report_numbers(connection, [*new, *corrected], outcomes)
    rows = [*(row for row in new if _changes_standing(row, outcomes)), *corrected]
    if not rows:
        return set()
    held = hold_rows(rows, outcomes)
    _end_what_is_gone(connection, corrected, held=held, zone=landed.updated.place.zone, now=now)
    bulk_upsert(connection, Hold, held, key=["interaction_id"], keep=_HOLD_KEPT)
    promises = [_promise(row, landed.inserted) for row in rows if row["promise_amount"]]
    bulk_upsert(connection, Promise, promises, key=["interaction_id"], keep=_PROMISE_KEPT)
    bulk_insert(connection, Consent, _opt_outs(connection, rows, outcomes))
    return {row["account_id"] for row in rows}


def _bringing(facts: Facts, outcomes: Mapping[str, Outcome]) -> list[int]:
    bringing = {
        code for code, outcome in outcomes.items() if outcome.hold or outcome.opts_out or outcome.point_state in STOPPED
    }
    pairs = zip(facts.values["outcome_code"], facts.values["promise_amount"], strict=True)
    return [row for row, (code, amount) in enumerate(pairs) if amount or code in bringing]


def _changes_standing(row: Values, outcomes: Mapping[str, Outcome]) -> bool:
    """What says something of a number alone leaves the account's standing as it is."""
    outcome = outcomes[row["outcome_code"]]
    return bool(row["promise_amount"] or outcome.hold or outcome.opts_out)


def _rows(connection: sa.Connection, facts: Facts, import_id: int | None) -> list[Values]:
    """The interactions as rows, with their ids."""
    if not len(facts):
        return []
    found = connection.execute(
        sa.select(Interaction.external_id, Interaction.account_id, Interaction.id, Interaction.contact_point_id).where(
            Interaction.portfolio_id == facts.place.id,
            is_among(connection, Interaction.external_id, facts.external_ids),
        )
    )
    known = {(external_id, account_id): (id_, point_id) for external_id, account_id, id_, point_id in found}
    return [
        {
            "id": known[key, facts.account_ids[row]][0],
            "contact_point_id": known[key, facts.account_ids[row]][1],
            "customer_id": facts.customer_ids[row],
            "account_id": facts.account_ids[row],
            "import_id": import_id,
            **{name: facts.values[name][row] for name in _SAID},
        }
        for row, key in enumerate(facts.external_ids)
    ]


def _promise(row: Values, facts: Facts) -> Values:
    return {
        "account_id": row["account_id"],
        "customer_id": row["customer_id"],
        "interaction_id": row["id"],
        "amount": row["promise_amount"],
        "due_on": row["promise_due_on"],
        "made_at": row["at"],
        "known_at": row["known_at"],
        "known_on": row["known_on"],
        "made_by": row["collector_id"],
        "grace_days": facts.place.grace_days,
        "threshold_pct": facts.place.threshold_pct,
        "cancelled_at": None,
        "import_id": row["import_id"],
    }


def _opt_outs(connection: sa.Connection, rows: Sequence[Values], outcomes: Mapping[str, Outcome]) -> list[Values]:
    """Opt-outs that interactions say and that are not written yet. A file names no number, so none is of one number."""
    saying = [row for row in rows if outcomes[row["outcome_code"]].opts_out in {"all", "channel"}]
    if not saying:
        return []
    customers = is_among(connection, Consent.customer_id, [row["customer_id"] for row in saying])
    written = set(connection.scalars(sa.select(Consent.interaction_id).where(customers)))
    return [_opt_out(row, outcomes[row["outcome_code"]]) for row in saying if row["id"] not in written]


def _opt_out(row: Values, outcome: Outcome) -> Values:
    return {
        "customer_id": row["customer_id"],
        "channel": row["channel"] if outcome.opts_out == "channel" else None,
        "granted": False,
        "known_at": row["known_at"],
        "source": _SOURCE,
        "interaction_id": row["id"],
        "import_id": row["import_id"],
    }


def _end_what_is_gone(
    connection: sa.Connection, corrected: Sequence[Values], *, held: Sequence[Values], zone: str, now: datetime
) -> None:
    """Cancel the promises and lift the holds that corrected interactions no longer bring."""
    if not corrected:
        return
    held_by = {row["interaction_id"] for row in held}
    without_promise = [row["id"] for row in corrected if not row["promise_amount"]]
    without_hold = [row["id"] for row in corrected if row["id"] not in held_by]
    promises = connection.scalars(
        sa.select(Promise.id).where(
            is_among(connection, Promise.interaction_id, without_promise), Promise.cancelled_at.is_(None)
        )
    )
    bulk_update(connection, Promise, [{"id": one, "cancelled_at": now} for one in promises])
    holds = connection.scalars(
        sa.select(Hold.id).where(is_among(connection, Hold.interaction_id, without_hold), Hold.lifted_at.is_(None))
    )
    today = day_of(now, zone)
    bulk_update(connection, Hold, [{"id": one, "lifted_at": now, "lifted_on": today} for one in holds])
