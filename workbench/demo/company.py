"""The made-up company as a whole: its people, its portfolios, and two years of rows in the format of import files.

Everything follows from the number of customers, the seed and the day; rows are made as they are read, so a company
of any size fits in memory. Writing it to a database is the work of `workbench.demo.load`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from workbench.demo.billing import bill
from workbench.demo.contact_days import Diary
from workbench.demo.debts import Debt
from workbench.demo.identity import Row, make_customer
from workbench.demo.life import Life, iso
from workbench.demo.paying import pay
from workbench.demo.plans import Plan, Portfolio, company_plan
from workbench.demo.reaching import reach_out
from workbench.demo.traits import draw_traits

HISTORY_DAYS = 730
_POOL_SHARE = 0.15
_CHANGES_HANDS = 0.2
_HAS_TWO_ACCOUNTS = 0.08
_SINCE_THE_START = 0.55
_YOUNGEST = 40


@dataclass(frozen=True, slots=True)
class Company:
    """A made-up company: `plan` has people and portfolios, `lives` the simulated life of each customer."""

    customers: int
    seed: int
    today: date
    plan: Plan

    def lives(self, *, intensity: float = 1.0) -> Iterator[Life]:
        """Each customer's life up to the day before today.

        `intensity` scales how often the company reaches out; 0 shows what would have come had nobody called.
        """
        for number in range(1, self.customers + 1):
            yield self._live(number, intensity)

    def _live(self, number: int, intensity: float) -> Life:
        life = _born(self, number, intensity)
        day = life.today - HISTORY_DAYS
        while day < life.today:
            bill(life, day)
            pay(life, day)
            reach_out(life, day)
            day = life.next_stir(day)
        return life


def build_company(customers: int, seed: int, today: date) -> Company:
    """The made-up company of so many customers; the same for the same three values, whatever the machine.

    Raises:
        ValueError: fewer than one customer.
    """
    if customers < 1:
        raise ValueError("a company needs at least one customer")
    return Company(customers, seed, today, company_plan())


def assignments_of(life: Life) -> Iterator[Row]:
    """Who had the customer's accounts, from which day until which (not included); an empty collector is the pool."""
    for debt in life.debts:
        ends = [*(iso(since) for since, _ in debt.owners[1:]), ""]
        for (since, collector), until in zip(debt.owners, ends, strict=True):
            yield {
                "customer_external_id": life.customer.external_id,
                "portfolio": debt.portfolio.code,
                "collector": collector,
                "from_on": iso(since),
                "until_on": until,
            }


def callbacks_of(life: Life) -> Iterator[Row]:
    """The interactions whose call-back is asked for today or later."""
    is_late = any(debt.days_past_due(life.today) > 0 for debt in life.debts)
    if life.callback is not None and life.callback[0] >= life.today and is_late and not life.is_silent:
        yield next(row for row in reversed(life.interactions) if row["callback_at"])


def _born(company: Company, number: int, intensity: float) -> Life:
    today = company.today.toordinal()
    start = today - HISTORY_DAYS
    rng = Random(f"{company.seed}:{number}:who")
    portfolios = _portfolios(company.plan, number, rng)
    joined = start if rng.random() < _SINCE_THE_START else rng.randint(start, today - _YOUNGEST)
    opened = joined - (rng.randint(0, 700) if joined == start else 0)
    customer = make_customer(rng, number, portfolio=portfolios[0], opened_on=date.fromordinal(opened))
    return Life(
        customer=customer,
        traits=draw_traits(rng, start=start, today=today, phones=customer.phones),
        rng=Random(f"{company.seed}:{number}:life"),
        billing_rng=Random(f"{company.seed}:{number}:bills"),
        today=today,
        intensity=intensity,
        colleagues={team: company.plan.collectors(team) for team in company.plan.teams},
        diary=Diary(portfolios[0].country),
        debts=[_debt(rng, one, company=company, joined=joined) for one in portfolios],
    )


def _portfolios(plan: Plan, number: int, rng: Random) -> list[Portfolio]:
    """The first customers go round the portfolios, so that even a company of ten has them all."""
    turns = [
        one for turn in range(max(one.share for one in plan.portfolios)) for one in plan.portfolios if turn < one.share
    ]
    first = turns[(number - 1) % len(turns)]
    others = [one for one in plan.portfolios if one.currency == first.currency and one is not first]
    return [first, others[0]] if others and rng.random() < _HAS_TWO_ACCOUNTS else [first]


def _debt(rng: Random, portfolio: Portfolio, *, company: Company, joined: int) -> Debt:
    first = joined + rng.randrange(portfolio.cadence)
    return Debt(
        portfolio=portfolio,
        ticket=portfolio.minor(portfolio.ticket * rng.lognormvariate(0, portfolio.spread)),
        next_issue=first,
        instalments_left=rng.randint(3, 18),
        owners=_owners(rng, company.plan.collectors(portfolio.team), joined=joined, today=company.today.toordinal()),
    )


def _owners(rng: Random, collectors: tuple[str, ...], *, joined: int, today: int) -> list[tuple[int, str]]:
    if rng.random() < _POOL_SHARE:
        return [(joined, "")]
    owners = [(joined, rng.choice(collectors))]
    if rng.random() < _CHANGES_HANDS:
        first_of_month = date.fromordinal(rng.randint(joined + 1, today)).replace(day=1).toordinal()
        if first_of_month > joined:
            owners.append((first_of_month, rng.choice(collectors)))
    return owners
