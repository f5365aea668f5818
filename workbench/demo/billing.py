"""Issues instalments and draws whether the customer will pay each in time."""

from workbench.demo.debts import Debt, Item
from workbench.demo.identity import Row
from workbench.demo.life import Due, Life, iso
from workbench.demo.traits import chance, near_payday

_STOPS_AFTER = 120  # days past due at which the creditor issues no more
_RENEWS = 0.75
_NOTICE = {30: 21, 15: 10}
_YOUNG_ENOUGH_TO_BE_DISPUTED = 60


def bill(life: Life, day: int) -> None:
    """Issue what falls on the day, and let the customer mean to pay it in time or forget."""
    for debt in life.debts:
        if debt.next_issue == day:
            _plan_next(life, debt, day)
            if debt.days_past_due(day) <= _STOPS_AFTER and not debt.is_handed_over:
                _issue(life, debt, day)


def _plan_next(life: Life, debt: Debt, day: int) -> None:
    debt.instalments_left -= 1
    debt.next_issue = day + (15 if debt.portfolio.cadence == 15 else 30 + (day % 12 < 5))
    if debt.instalments_left > 0:
        return
    rng = life.billing_rng
    debt.instalments_left = rng.randint(6, 18)
    debt.ticket = debt.portfolio.minor(debt.ticket * rng.uniform(0.9, 1.3) / debt.portfolio.units)
    debt.next_issue += rng.randint(20, 90) if rng.random() < _RENEWS else life.today


def _issue(life: Life, debt: Debt, day: int) -> None:
    rng, portfolio = life.billing_rng, debt.portfolio
    varied = (
        debt.ticket if portfolio.product in {"consumo", "microcrédito"} else debt.ticket * rng.lognormvariate(0, 0.2)
    )
    amount = portfolio.minor(varied / portfolio.units)
    debt.issued += 1
    name = f"F-{life.customer.external_id}-{portfolio.code}-{debt.issued:03d}"
    item = Item(name, day + _NOTICE[portfolio.cadence], amount, amount)
    is_disputed = rng.random() < 0.006 and life.today - day < _YOUNG_ENOUGH_TO_BE_DISPUTED
    life.invoices.append(_row(life, debt, item, issued=day, is_disputed=is_disputed))
    debt.add(item)
    if not is_disputed and rng.random() < chance(0.85 + life.readiness(debt, day) + 2.4 * (life.traits.memory - 0.59)):
        life.intended[_pay_day(life, item)].append(Due(debt, amount, item))


def _pay_day(life: Life, item: Item) -> int:
    """The last payday in the ten days before it falls due, else the day itself or one of the three before."""
    paydays = [day for day in range(item.due, item.due - 10, -1) if near_payday(life.traits.payday, day)]
    return paydays[0] if paydays and life.billing_rng.random() < 0.6 else item.due - life.billing_rng.randint(0, 3)


def _row(life: Life, debt: Debt, item: Item, *, issued: int, is_disputed: bool) -> Row:
    return {
        "external_id": item.external_id,
        "customer_external_id": life.customer.external_id,
        "portfolio": debt.portfolio.code,
        "currency": debt.portfolio.currency,
        "product": debt.portfolio.product,
        "issued_on": iso(issued),
        "due_on": iso(item.due),
        "amount": debt.portfolio.written(item.amount),
        "disputed": "true" if is_disputed else "",
    }
