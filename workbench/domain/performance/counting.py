"""Counts the work, promises and money of a period, in total and by collector.

The figures that follow from it are in `workbench.domain.performance.kpis`, the rule of who is credited with money in
`workbench.domain.performance.attribution`. A fixed number of queries; nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from models import Portfolio, Promise
from models.bulk import is_among
from models.enums import PromiseState
from workbench.domain.ledger import match_reversals
from workbench.domain.performance.attribution import (
    ATTRIBUTION_DAYS,
    Credit,
    CreditedContact,
    KeptPromise,
    Received,
    credit_of,
)
from workbench.domain.performance.definitions import Assigned, PeriodFigures
from workbench.domain.performance.reading import (
    AccountOf,
    KpiPeriod,
    PaidRow,
    accounts_promising,
    accounts_reached,
    accounts_worked,
    attempts_by_collector,
    attempts_of_all,
    direct_contacts,
    owners_at,
    payments_known,
    portfolios_with_accounts,
    promises_made,
    promises_maturing,
    reversals_known,
    takers_of_promises,
)
from workbench.domain.performance.receivables import count_receivables
from workbench.domain.promises import (
    Judgement,
    PromisePaymentRow,
    PromiseRow,
    judge_rows,
    payments_by_account,
    promises_by_account,
)
from workbench.kernel.days import ONE_DAY, day_of, start_of_day

_NOT_COUNTED = {PromiseState.CANCELLED, PromiseState.SUPERSEDED}


class EmptyPeriod(ValueError):
    """The period is empty: its end is not after its beginning."""


@dataclass(frozen=True, slots=True)
class Performance:
    """What was counted. `by_collector[None]` counts work of names that are no user's, but not organic money."""

    total: PeriodFigures
    by_collector: Mapping[int | None, PeriodFigures]
    currencies: tuple[str, ...]

    def of(self, collector_id: int) -> PeriodFigures:
        """One collector's figures, zeros where there is nothing."""
        return self.by_collector.get(collector_id) or PeriodFigures()


def performance(  # noqa: PLR0913 - whose work, the period, and the clock
    session: Session,
    portfolios: Sequence[Portfolio],
    *,
    since: date,
    before: date,
    today: date,
    with_balances: bool = False,
) -> Performance:
    """Count a period [since, before) of local days of each portfolio.

    A fact belongs to the period in which it became known. Money is credited by `attribution.credit_of`.

    Args:
        session: a session that may only read.
        portfolios: whose work it is; what a person may see is decided by the caller.
        since: the first day.
        before: the first day that is not included.
        today: the clock's day: a promise whose grace runs still has not matured, however late the period ends.
        with_balances: count also what was owed and assigned on the first day and owed at the end, which replays
            ledgers, and leave out currencies of portfolios without accounts.

    Raises:
        EmptyPeriod: `before` is not after `since`.
    """
    if since >= before:
        raise EmptyPeriod
    window = KpiPeriod(tuple(one.id for one in portfolios), since=since, before=before)
    count = _Count()
    _count_attempts(session, window, count)
    _count_promises_made(session, window, count)
    until, on = ends_of(before, today)
    facts = facts_of(session, window, until=until, matures_before=on)
    _count_matured(facts, count, on=on, until=until)
    _count_money(session, window, count, facts=facts)
    if with_balances:
        _count_balances(session, window, count, portfolios=portfolios, today=today)
    used = portfolios_with_accounts(session, window.portfolio_ids) if with_balances else set()
    currencies = tuple(sorted({one.currency for one in portfolios if one.id in used or not used}))
    return Performance(count.total, by_collector=dict(count.by_collector), currencies=currencies)


def ends_of(before: date, today: date) -> tuple[date, date]:
    """The last day whose facts count, and the day at which promises are judged, for a period that ends at `before`."""
    return min(before - ONE_DAY, today), min(before, today)


class _Count:
    """Figures being counted: of everybody, and of each collector."""

    def __init__(self) -> None:
        self.total = PeriodFigures()
        self.by_collector: dict[int | None, PeriodFigures] = defaultdict(PeriodFigures)

    def both(self, collector_id: int | None) -> tuple[PeriodFigures, PeriodFigures]:
        return self.total, self.by_collector[collector_id]


def _count_attempts(session: Session, window: KpiPeriod, count: _Count) -> None:
    rows = [(count.by_collector[row.collector_id], row) for row in attempts_by_collector(session, window)]
    for figures, row in [(count.total, attempts_of_all(session, window)), *rows]:
        figures.attempts, figures.connected = row.attempts, row.connected
        figures.contacts, figures.direct = row.contacts, row.direct
        figures.worked, figures.contacted, figures.reached = row.worked, row.contacted, row.reached


def _count_promises_made(session: Session, window: KpiPeriod, count: _Count) -> None:
    made = promises_made(session, window)
    for row in made:
        for figures in count.both(row.collector_id):
            figures.promises += 1
            figures.promised[row.currency] += row.amount
    promising = {(row.collector_id, row.account_id) for row in made}
    spoken_to = accounts_reached(session, window) | promising
    for pairs, name in ((promising, "promising"), (spoken_to, "spoken_to")):
        setattr(count.total, name, len({account_id for _, account_id in pairs}))
        for collector_id, of_them in _grouped(pairs).items():
            setattr(count.by_collector[collector_id], name, len(of_them))


def _grouped(pairs: Iterable[tuple[int | None, int]]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = defaultdict(set)
    for collector_id, account_id in pairs:
        found[collector_id].add(account_id)
    return found


class _Money(NamedTuple):
    """A payment with its amount in the period: positive, or negative where it was taken back."""

    payment: PaidRow
    amount: int


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Promises and payments by account, from which promises are judged and money is credited.

    Payments from before the first promise count for none and are left out.
    """

    money: Sequence[_Money]
    maturing: Mapping[int, int]
    promises: Mapping[int, list[PromiseRow]]
    payments: Mapping[int, list[PromisePaymentRow]]
    takers: Mapping[int, tuple[int | None, str]]


def facts_of(session: Session, window: KpiPeriod, *, until: date, matures_before: date) -> PeriodFacts:
    """Promises and payments of a period. Promises mature before `matures_before`; facts are known by `until`."""
    money = _money_of(session, window)
    maturing = promises_maturing(session, replace(window, before=matures_before))
    paid = {one.payment.account_id for one in money}
    accounts = accounts_promising(session, paid, since=_reach(money, window)) | set(maturing.values())
    promises = promises_by_account(session, is_among(session.connection(), Promise.account_id, accounts))
    payments = {
        account_id: [row for row in rows if row.known_at > promises[account_id][0].made_at]
        for account_id, rows in payments_by_account(session, list(promises), until=until).items()
    }
    return PeriodFacts(money, maturing, promises, payments, takers_of_promises(session, list(promises)))


def _money_of(session: Session, window: KpiPeriod) -> list[_Money]:
    """Payments that became known in the period, and those whose reversal took effect in it."""
    money = [_Money(row, row.amount) for row in payments_known(session, window)]
    by_account: dict[int, list[tuple[PaidRow, PromisePaymentRow, PromisePaymentRow]]] = defaultdict(list)
    for found in reversals_known(session, window):
        by_account[found[0].account_id].append(found)
    for of_account in by_account.values():
        rows = {one.id: one for _, *pair in of_account for one in pair}
        paid = {row.id: row for row, *_ in of_account}
        for payment_id, taken in match_reversals(rows.values()).taken.items():
            row = paid[payment_id]
            money += [
                _Money(row, -one.amount) for one in taken if window.since <= max(row.known_on, one.on) < window.before
            ]
    return money


def _count_matured(facts: PeriodFacts, count: _Count, *, on: date, until: date) -> None:
    for row, found in matured_promises(facts, on=on, until=until):
        collector_id, currency = facts.takers[row.id]
        for figures in count.both(collector_id):
            _add_matured(figures, row, found, currency=currency)


def matured_promises(facts: PeriodFacts, *, on: date, until: date) -> Iterator[tuple[PromiseRow, Judgement]]:
    """Promises that matured in the period, by their state at its end."""
    for account_id in set(facts.maturing.values()):
        rows = facts.promises[account_id]
        judged = judge_rows(rows, facts.payments.get(account_id, []), on=on, until=until)
        for row in rows:
            found = judged.get(row.id)
            if row.id in facts.maturing and found is not None and found.state not in _NOT_COUNTED:
                yield row, found


def _add_matured(figures: PeriodFigures, row: PromiseRow, judgement: Judgement, *, currency: str) -> None:
    figures.matured += 1
    figures.kept += judgement.state is PromiseState.KEPT
    figures.partial += judgement.state is PromiseState.PARTIAL
    figures.broken += judgement.state is PromiseState.BROKEN
    figures.promise_days += (row.due_on - day_of(row.made_at, row.zone)).days
    figures.matured_amount[currency] += row.amount
    figures.counted[currency] += judgement.counted


def _count_money(session: Session, window: KpiPeriod, count: _Count, *, facts: PeriodFacts) -> None:
    organic = count.total.organic = Counter()
    for payment, amount, credit in credited_money(session, window, facts):
        count.total.collected[payment.currency] += amount
        if credit is None:
            organic[payment.currency] += amount
        else:
            count.by_collector[credit.collector_id].collected[payment.currency] += amount


def credited_money(
    session: Session, window: KpiPeriod, facts: PeriodFacts
) -> Iterator[tuple[PaidRow, int, Credit | None]]:
    """The money of a period, each with who is credited with it; what was taken back is negative."""
    contacts = _contacts_before(session, window, facts.money)
    for payment, amount in facts.money:
        yield payment, amount, _credit(payment, contacts.get(payment.account_id, []), facts)


def _reach(money: Sequence[_Money], window: KpiPeriod) -> date:
    """The first day from which contacts and promises can be credited with any of this money."""
    first = min((one.payment.paid_on for one in money), default=window.since)
    return first - timedelta(days=ATTRIBUTION_DAYS)


def _contacts_before(session: Session, window: KpiPeriod, money: Sequence[_Money]) -> dict[int, list[CreditedContact]]:
    accounts = {one.payment.account_id for one in money}
    found: dict[int, list[CreditedContact]] = defaultdict(list)
    for row in direct_contacts(session, accounts, since=_reach(money, window), before=window.before):
        found[row.account_id].append(CreditedContact(row.at, day_of(row.at, row.zone), row.collector_id))
    return found


def _credit(payment: PaidRow, contacts: Sequence[CreditedContact], facts: PeriodFacts) -> Credit | None:
    """Credit by what was known at the payment, so that a reversal is taken from the person who was credited."""
    received = Received(payment.paid_on, payment.known_at)
    earliest = payment.paid_on - timedelta(days=ATTRIBUTION_DAYS)
    promises = facts.promises.get(payment.account_id, [])
    if not any(row.due_on >= earliest and row.made_at < payment.known_at for row in promises):
        return credit_of(received, contacts, ())
    judged = judge_rows(
        promises, facts.payments.get(payment.account_id, []), on=payment.known_on + ONE_DAY, until=payment.known_on
    )
    kept = [
        KeptPromise(row.made_at, day_of(row.made_at, row.zone), row.due_on, facts.takers[row.id][0])
        for row in promises
        if row.id in judged and judged[row.id].state is PromiseState.KEPT
    ]
    return credit_of(received, contacts, kept)


def _count_balances(
    session: Session, window: KpiPeriod, count: _Count, *, portfolios: Sequence[Portfolio], today: date
) -> None:
    """What was owed at the beginning and the end, and what was assigned, in all and of each collector."""
    starts = [(one.id, start_of_day(window.since, one.timezone)) for one in portfolios]
    currencies = {one.id: one.currency for one in portfolios}
    owned = owners_at(session, starts)
    found = count_receivables(
        session,
        {one.account_id: (one.owner_id, currencies[one.portfolio_id]) for one in owned},
        since=window.since,
        before=window.before,
        today=today,
    )
    worked = accounts_worked(session, window)
    of_owner = _grouped((one.owner_id, one.account_id) for one in owned if one.account_id in found.open_at_first)
    count.total.assigned = _assigned(found.open_at_first, worked)
    count.total.receivables = found.total
    for collector_id, accounts in of_owner.items():
        mine = [row for row in worked if row.collector_id == collector_id]
        count.by_collector[collector_id].assigned = _assigned(accounts, mine)
    for collector_id, receivables in found.by_owner.items():
        count.by_collector[collector_id].receivables = receivables


def _assigned(accounts: Collection[int], worked: Iterable[AccountOf]) -> Assigned:
    rows = [row for row in worked if row.account_id in accounts]
    return Assigned(
        accounts=len(accounts),
        worked=len({row.account_id for row in rows}),
        contacted=len({row.account_id for row in rows if row.contacted}),
    )
