"""What a collector's figure counts, one by one: the same rows, by the same rules, as `counting` counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Outcome, Portfolio, Promise
from models.bulk import is_among
from models.enums import PromiseState
from workbench.domain.performance.counting import credited_money, ends_of, facts_of, matured_promises
from workbench.domain.performance.reading import CONTACT, DIRECT, TRIED, KpiPeriod, with_outcome, within


class OwnFigure(StrEnum):
    """The figures that open, by their word in the address."""

    ATTEMPTS = "gestiones"
    CONTACTS = "contactos"
    DIRECT = "directos"
    PROMISES = "promesas"
    MATURED = "vencidas"
    KEPT = "cumplidas"
    COLLECTED = "recaudo"


@dataclass(frozen=True)
class CountedRow:
    """One thing that was counted. `at` is the instant of a call; money is minor units of `currency`."""

    account_id: int
    name: str
    on: date
    currency: str
    locale: str
    at: datetime | None = None
    label_es: str | None = None
    label_en: str | None = None
    amount: int | None = None
    counted: int | None = None
    state: PromiseState | None = None


_OF_CALLS = {OwnFigure.ATTEMPTS: sa.true(), OwnFigure.CONTACTS: CONTACT, OwnFigure.DIRECT: DIRECT}


def behind_figure(  # noqa: PLR0913 - which figure, whose, the period and the clock
    session: Session,
    portfolios: Sequence[Portfolio],
    *,
    figure: OwnFigure,
    collector_id: int,
    since: date,
    before: date,
    today: date,
) -> list[CountedRow]:
    """What a collector's figure of a period [since, before) counts, the latest first.

    Its length is the figure; of money its sum. See `workbench.domain.performance.counting.performance`.
    """
    window = KpiPeriod(tuple(one.id for one in portfolios), since=since, before=before)
    if figure in _OF_CALLS:
        return _calls(session, window, collector_id, _OF_CALLS[figure])
    if figure is OwnFigure.PROMISES:
        return _promises_made(session, window, collector_id)
    until, on = ends_of(before, today)
    facts = facts_of(session, window, until=until, matures_before=on)
    if figure is OwnFigure.COLLECTED:
        money = [
            (payment.account_id, payment.known_on, amount)
            for payment, amount, credit in credited_money(session, window, facts)
            if credit is not None and credit.collector_id == collector_id
        ]
        whose = _whose(session, {account_id for account_id, *_ in money})
        return _latest(CountedRow(one, whose[one][0], on, *whose[one][1:], amount=sum_) for one, on, sum_ in money)
    kept = {PromiseState.KEPT} if figure is OwnFigure.KEPT else set(PromiseState)
    matured = [
        (row, found)
        for row, found in matured_promises(facts, on=on, until=until)
        if facts.takers[row.id][0] == collector_id and found.state in kept
    ]
    whose = _whose(session, {row.account_id for row, _ in matured})
    return _latest(
        CountedRow(
            row.account_id, whose[row.account_id][0], row.due_on, *whose[row.account_id][1:],
            amount=row.amount, counted=found.counted, state=found.state,
        )
        for row, found in matured
    )  # fmt: skip


def _calls(session: Session, window: KpiPeriod, collector_id: int, which: sa.ColumnElement[bool]) -> list[CountedRow]:
    rows = session.execute(
        sa.select(
            Interaction.account_id, Customer.name, Interaction.known_on, Portfolio.currency, Portfolio.locale,
            Interaction.at, Outcome.label_es, Outcome.label_en,
        )
        .select_from(with_outcome())
        .join(Customer, Customer.id == Interaction.customer_id)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .where(TRIED, which, within(Interaction, window), Interaction.collector_id == collector_id)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
    )  # fmt: skip
    return [CountedRow(*row) for row in rows]


def _promises_made(session: Session, window: KpiPeriod, collector_id: int) -> list[CountedRow]:
    rows = session.execute(
        sa.select(
            Promise.account_id, Customer.name, Promise.due_on, Portfolio.currency, Portfolio.locale, Promise.made_at,
            Promise.amount, Promise.counted, Promise.state,
        )
        .join(Interaction, Interaction.id == Promise.interaction_id)
        .join(Customer, Customer.id == Promise.customer_id)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .where(
            Promise.known_on >= window.since,
            Promise.known_on < window.before,
            Portfolio.id.in_(window.portfolio_ids),
            Interaction.collector_id == collector_id,
        )
        .order_by(Promise.made_at.desc(), Promise.id.desc())
    )  # fmt: skip
    return [CountedRow(*row[:6], amount=row.amount, counted=row.counted, state=row.state) for row in rows]


def _whose(session: Session, account_ids: set[int]) -> dict[int, tuple[str, str, str]]:
    """Name, currency and locale of accounts."""
    rows = session.execute(
        sa.select(Account.id, Customer.name, Portfolio.currency, Portfolio.locale)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(session.connection(), Account.id, account_ids))
    )
    return {id_: (name, currency, locale) for id_, name, currency, locale in rows}


def _latest(rows: Iterable[CountedRow]) -> list[CountedRow]:
    return sorted(rows, key=lambda one: (one.on, one.account_id), reverse=True)
