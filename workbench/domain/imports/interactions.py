"""How interactions land, and what each brings: a promise, a hold, an opt-out.

A promise is kept beside its interaction with the grace and threshold of the portfolio; its state is computed from
payments. Holds follow from the outcome tree. An opt-out of history binds like one recorded here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Consent, Hold, Interaction, Outcome, Promise
from models.bulk import bulk_insert, bulk_upsert, is_among
from workbench.domain.days import day_of
from workbench.domain.holds import hold_rows
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.landing import FactTable, Landed, Old, Values

_TOLD_BY = {
    "at": "at",
    "known_at": "known_at",
    "channel": "channel",
    "direction": "direction",
    "outcome_code": "outcome",
    "collector_id": "collector",
    "collector_text": "collector",
    "duration_s": "duration_s",
    "delay_reason": "delay_reason",
    "note": "note",
    "promise_amount": "promise_amount",
    "promise_due_on": "promise_due_on",
}
_ELSEWHERE = frozenset({"promise_amount", "promise_due_on"})
_SOURCE = "import"

_PROMISE_KEPT = ("grace_days", "threshold_pct", "cancelled_at", "import_id")
"""A correction of a promise is judged on the terms it was made on, and does not revive it."""
_HOLD_KEPT = ("lifted_at", "lifted_on", "import_id")
"""A correction does not bring back what a person has lifted."""


def _new(fact: Fact) -> Values:
    return {"customer_id": fact.customer_id}


def _settled(old: Old, final: Values) -> Values:
    """A promise that was cancelled is not there for the file either: saying none changes nothing."""
    if old["promise_cancelled_at"] is None or final["promise_amount"] is not None:
        return {}
    return {name: old[name] for name in _ELSEWHERE}


INTERACTIONS = FactTable(
    table=Interaction,
    name="interaction",
    portfolio_id=Interaction.portfolio_id,
    external_id=Interaction.external_id,
    select=sa.select(
        Interaction.id, Interaction.external_id, Interaction.account_id, Interaction.at, Interaction.known_at,
        Interaction.known_on, Interaction.channel, Interaction.direction, Interaction.outcome_code,
        Interaction.collector_id, Interaction.collector_text, Interaction.duration_s, Interaction.delay_reason,
        Interaction.note, Interaction.attributes, Interaction.import_id, Promise.amount.label("promise_amount"),
        Promise.due_on.label("promise_due_on"), Promise.cancelled_at.label("promise_cancelled_at"),
    ).select_from(Interaction).outerjoin(Promise, Promise.interaction_id == Interaction.id),
    told_by=_TOLD_BY,
    event="at",
    new=_new,
    settled=_settled,
    elsewhere=_ELSEWHERE,
)  # fmt: skip


def bring_consequences(
    session: Session, landed: Landed, *, outcomes: Mapping[str, Outcome], now: datetime, import_id: int | None
) -> None:
    """Write what a batch of interactions brings; of corrected ones, change it.

    Args:
        session: The batch's transaction.
        landed: What became of the batch's facts.
        outcomes: The tree by code.
        now: When what a correction takes away ended.
        import_id: Of this import.

    """
    telling = [fact for fact in landed.inserted if _brings(fact, outcomes)] + landed.updated
    if not telling:
        return
    ids = _ids(session, telling)
    rows = [_interaction_row(fact, ids, import_id) for fact in telling]
    if landed.updated:
        _correct(session, landed.updated, ids=ids, rows=rows, outcomes=outcomes, now=now)
    connection = session.connection()
    held = hold_rows(rows, outcomes)
    bulk_upsert(connection, Hold, held, key=["interaction_id"], keep=_HOLD_KEPT)
    promised = [_promise_row(fact, ids, import_id) for fact in telling if fact.values["promise_amount"]]
    bulk_upsert(connection, Promise, promised, key=["interaction_id"], keep=_PROMISE_KEPT)
    bulk_insert(connection, Consent, _opt_outs(connection, rows, outcomes))


def _brings(fact: Fact, outcomes: Mapping[str, Outcome]) -> bool:
    outcome = outcomes[fact.values["outcome_code"]]
    return bool(outcome.hold or outcome.opts_out or fact.values["promise_amount"])


def _ids(session: Session, facts: Iterable[Fact]) -> dict[tuple[int | None, str], int]:
    connection = session.connection()
    by_portfolio: dict[int | None, list[str]] = {}
    for fact in facts:
        by_portfolio.setdefault(fact.place.id, []).append(fact.external_id)
    found: dict[tuple[int | None, str], int] = {}
    for portfolio_id, external_ids in by_portfolio.items():
        rows = connection.execute(
            sa.select(Interaction.external_id, Interaction.id).where(
                Interaction.portfolio_id == portfolio_id, is_among(connection, Interaction.external_id, external_ids)
            )
        )
        found |= {(portfolio_id, str(external_id)): interaction_id for external_id, interaction_id in rows}
    return found


def _interaction_row(fact: Fact, ids: Mapping[tuple[int | None, str], int], import_id: int | None) -> Values:
    said = {name: fact.values[name] for name in ("at", "known_at", "known_on", "channel", "outcome_code")}
    return {
        "id": ids[fact.place.id, fact.external_id], "customer_id": fact.customer_id, "account_id": fact.account_id,
        "zone": fact.place.zone, "import_id": import_id, **said,
    }  # fmt: skip


def _promise_row(fact: Fact, ids: Mapping[tuple[int | None, str], int], import_id: int | None) -> Values:
    return {
        "account_id": fact.account_id,
        "customer_id": fact.customer_id,
        "interaction_id": ids[fact.place.id, fact.external_id],
        "amount": fact.values["promise_amount"],
        "due_on": fact.values["promise_due_on"],
        "made_at": fact.values["at"],
        "known_at": fact.values["known_at"],
        "known_on": fact.values["known_on"],
        "made_by": fact.values["collector_id"],
        "grace_days": fact.place.grace_days,
        "threshold_pct": fact.place.threshold_pct,
        "cancelled_at": None,
        "import_id": import_id,
    }


def _opt_outs(connection: sa.Connection, rows: Sequence[Values], outcomes: Mapping[str, Outcome]) -> list[Values]:
    """Opt-outs that interactions say and that are not written yet. One of a number needs the number: not in a file."""
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


def _correct(  # noqa: PLR0913 - what a correction looks at
    session: Session,
    facts: Sequence[Fact],
    *,
    ids: Mapping[tuple[int | None, str], int],
    rows: Sequence[Values],
    outcomes: Mapping[str, Outcome],
    now: datetime,
) -> None:
    """End what corrected interactions no longer bring: cancel the promise, lift the hold, move both to the account."""
    connection = session.connection()
    corrected = [ids[fact.place.id, fact.external_id] for fact in facts]
    without_promise = [ids[fact.place.id, fact.external_id] for fact in facts if not fact.values["promise_amount"]]
    _end(connection, Promise, without_promise, {"cancelled_at": now})
    zones = {row["id"]: row["zone"] for row in rows}
    still_held = {row["interaction_id"] for row in hold_rows(rows, outcomes)}
    for zone in set(zones.values()):
        lifted = [one for one in corrected if one not in still_held and zones[one] == zone]
        _end(connection, Hold, lifted, {"lifted_at": now, "lifted_on": day_of(now, zone)})


def _end(
    connection: sa.Connection, table: type[Promise] | type[Hold], interactions: Sequence[int], values: Values
) -> None:
    ended = next(iter(values))
    connection.execute(
        sa.update(table)
        .where(is_among(connection, table.interaction_id, interactions), getattr(table, ended).is_(None))
        .values(values)
    )
