"""The product in a made-up call centre: files come in, the night runs, the queue says whom to call."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from migrations.runner import upgrade
from models import Database, Portfolio
from models.enums import ImportKind, Lane
from workbench.domain.calls import load_outcomes
from workbench.domain.imports import ImportTerms, import_rows
from workbench.domain.queue import (
    BuiltItem,
    WorkChange,
    built_items,
    plan_queues,
    save_queues,
    set_work_policy,
    worked_rule,
)
from workbench.domain.ranking.learning import prepare_scores, prepare_training, settle_scores, settle_training
from workbench.domain.records import Actor
from workbench.domain.standing import recompute_standing
from workbench.simulate.life import CURRENCIES, ZONES, CallMade, DayFacts, Life, Row
from workbench.simulate.worlds import Debtor, World

PORTFOLIO = "SIMULACRO"
ACTOR = Actor(None, "simulate")
NIGHT = time(4)
"""When the night's work is done, in the world's zone."""

TRAINED_EVERY = 7
"""Days from one training to the next, as the product's timetable has it."""

CALLED = frozenset({Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.PREVENTIVE})
"""Lanes whose items are handed out for a call; the others rest or have no number."""


class Estimate(NamedTuple):
    """What a call adds on average, as a share of what is overdue: as the product estimates it, and as it is."""

    said: float
    true: float


class Desk:
    """One portfolio of the product, for one life of a world."""

    def __init__(self, database: Database, world: World) -> None:
        """Bind to a database with its reference rows; `open_portfolio` comes first."""
        self.database, self.world = database, world
        self._facts = DayFacts()
        self._trained_on: date | None = None
        self._hour: tuple[date, int] | None = None
        self._items: list[BuiltItem] = []
        self._life: Life | None = None
        self.estimates: list[Estimate] = []
        self.values: dict[str, int] = {}
        self.lanes: dict[str, int] = {}

    def open_portfolio(self) -> None:
        """Add the portfolio with its settings, and import every customer with a telephone and consent to calls."""
        plan, begins = self.world.plan, self.world.begins
        call, no_call = plan.arms
        with self.database.writing() as session:
            portfolio = Portfolio(
                code=PORTFOLIO, name=PORTFOLIO, creditor=PORTFOLIO, currency=CURRENCIES[plan.country],
                timezone=ZONES[plan.country], locale=f"es_{plan.country}", preset=plan.preset,
                capacity=plan.capacity, created_at=self._at(begins),
            )  # fmt: skip
            session.add(portfolio)
            session.flush()
            change = WorkChange(call_share=call, no_call_share=no_call, most_tries=plan.tries)
            set_work_policy(
                session, portfolio, change=change, from_on=begins, actor=ACTOR, today=begins, now=self._at(begins)
            )
        rows = (customer_row(debtor, self.world) for debtor in self.world.debtors)
        self._import(ImportKind.CUSTOMERS, rows, on=begins)

    def tell(self, facts: DayFacts) -> None:
        """Keep a day's facts for the next night."""
        for kept, new in ((self._facts.invoices, facts.invoices), (self._facts.payments, facts.payments)):
            kept.extend(new)
        self._facts.interactions.extend(facts.interactions)

    def night(self, on: date) -> None:
        """Import what is known by now, bring balances up to date, learn once a week, score, build the queue."""
        facts, self._facts = self._facts, DayFacts()
        self._import(ImportKind.INVOICES, facts.invoices, on=on)
        self._import(ImportKind.INTERACTIONS, facts.interactions, on=on)
        self._import(ImportKind.PAYMENTS, facts.payments, on=on)
        with self.database.writing() as session:
            recompute_standing(session, on=on, today=on)
        if self._trained_on is None or (on - self._trained_on).days >= TRAINED_EVERY:
            self._train(on)
        self._score(on)
        with self.database.reading() as session:
            plan = plan_queues(session, on=on, today=on)
        with self.database.writing() as session:
            save_queues(session, plan, now=self._at(on))

    def calls(self, life: Life, on: date, slots: Sequence[datetime]) -> Iterator[CallMade]:
        """Whom "next" hands out at each instant of the day, every customer once."""
        self._life = life
        self.night(on)
        called: set[str] = set()
        for at in slots:
            item = next((one for one in self._handed_out(on, at) if one.customer not in called), None)
            if item is not None:
                called.add(item.customer)
                self._count(item)
                yield CallMade(int(item.customer[1:]), at)

    def _handed_out(self, on: date, at: datetime) -> list[BuiltItem]:
        """The items that may be called in the hour of an instant, in the order of work. Read once an hour."""
        if self._hour != (on, at.hour):
            with self.database.reading() as session:
                most = 2 * self.world.plan.capacity  # who was called today is among them still
                built = built_items(session, on=on, now=at.astimezone(UTC), as_next=True, limit=most)
                self._items = [one for one in built if one.may_be_given(at) and one.lane in CALLED]
            self._hour = (on, at.hour)
        return self._items

    def _count(self, item: BuiltItem) -> None:
        self.values[item.value] = self.values.get(item.value, 0) + 1
        self.lanes[item.lane.value] = self.lanes.get(item.lane.value, 0) + 1

    def _train(self, on: date) -> None:
        with self.database.reading() as session:
            portfolio = self._portfolio(session)
            result = prepare_training(session, portfolio, on=on, rule=worked_rule(session, portfolio, on=on))
        with self.database.writing() as session:
            settle_training(session, result, now=self._at(on), actor=ACTOR)
        self._trained_on = on
        told = result.ladder.steps[-1].values
        if "usual" in told and self._life is not None:
            self.estimates.append(Estimate(told["usual"], self._life.true_effect(on)))

    def _score(self, on: date) -> None:
        with self.database.reading() as session:
            found = prepare_scores(session, self._portfolio(session), on=on)
        with self.database.writing() as session:
            settle_scores(session, found)

    def _portfolio(self, session: Session) -> Portfolio:
        return session.scalars(sa.select(Portfolio).where(Portfolio.code == PORTFOLIO)).one()

    def _import(self, kind: ImportKind, rows: Iterable[Row], *, on: date) -> None:
        terms = ImportTerms(now=self._at(on), actor=ACTOR, timezone=ZONES[self.world.plan.country], portfolio=PORTFOLIO)
        report = import_rows(self.database, kind, rows, terms=terms)
        if report.rejected:
            raise RuntimeError(f"{report.rejected} rows of {kind} were refused on {on}")

    def _at(self, on: date) -> datetime:
        zone = ZoneInfo(ZONES[self.world.plan.country])
        return datetime.combine(on, NIGHT, zone).astimezone(UTC)


def customer_row(debtor: Debtor, world: World) -> Row:
    """A customer of the world's country with a telephone of their own, who agreed to be called."""
    country = world.plan.country
    return {
        "external_id": debtor.key,
        "name": f"Simulado {debtor.place:05d}",
        "kind": "residential",
        "country": country,
        "phone": PHONES[country].format(debtor.place),
        "consent_call": "true",
    }


PHONES = {"MX": "+52555{:07d}", "CL": "+56960{:06d}"}
"""Valid telephones, one per place."""


def prepare_database(url: str) -> Database:
    """Migrate a new database and load what every installation needs to take files in."""
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        load_outcomes(session)
    return database
