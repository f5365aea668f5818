"""How made-up customers pay: as they meant to, of their own accord, in part, too much, by a cheque that bounces."""

import math

from workbench.demo.debts import Debt, Item, Receipt
from workbench.demo.life import Due, Life, iso
from workbench.demo.traits import near_payday

_DAILY = 0.017  # chance per day that an average customer pays something overdue unasked
_BOUNCES = 0.015
_POSTED_NEXT_DAY = 0.25
_PAYS_TOO_MUCH = 0.006
_NAMES_THE_INVOICE = 0.75
_WHERE = {
    "cash": "tienda",
    "transfer": "banca en línea",
    "card": "enlace de pago",
    "direct_debit": "débito automático",
    "cheque": "oficina",
}
_METHODS = tuple(_WHERE)
_MORNING = 6 * 60 + 30


def pay(life: Life, day: int) -> None:
    """Let the day's payments happen: bounces first, then what was meant, then what comes unasked."""
    for debt, receipt in life.bounces.pop(day, ()):
        _bounce(life, debt, receipt, day)
    for due in life.intended.pop(day, ()):
        _pay_as_meant(life, due, day)
    for debt in life.debts:
        if debt.days_past_due(day) > 0 and debt.promise is None and life.rng.random() < _hazard(life, debt, day):
            _pay_unasked(life, debt, day)


def _hazard(life: Life, debt: Debt, day: int) -> float:
    late = debt.days_past_due(day)
    moved = max(0.4, 1 + 5.0 * life.push_left(day))
    purse = 2.4 if near_payday(life.traits.payday, day) else 0.6
    return _DAILY * math.exp(life.readiness(debt, day)) * math.exp(-late / 240) * purse * moved


def _pay_as_meant(life: Life, due: Due, day: int) -> None:
    if due.item is not None and not due.item.open:
        return
    amount = due.amount if due.is_promised else min(due.amount, due.item.open if due.item else due.amount)
    amount = min(amount, due.debt.open_amount())
    if amount:
        _receive(life, due.debt, amount, day=day, item=due.item)


def _pay_unasked(life: Life, debt: Debt, day: int) -> None:
    overdue, oldest = debt.overdue(day), debt.items[0]
    choice = life.rng.random()
    able = life.traits.ability_on(day)
    if choice < 0.55 * able + 0.15:
        _receive(life, debt, overdue, day=day, item=None)
    elif choice < 0.80:
        _receive(life, debt, oldest.open, day=day, item=oldest)
    else:
        share = oldest.open * life.rng.uniform(0.25, 0.75) / debt.portfolio.units
        _receive(life, debt, min(oldest.open, debt.portfolio.minor(share)), day=day, item=oldest)


def _receive(life: Life, debt: Debt, amount: int, *, day: int, item: Item | None) -> None:
    rng = life.rng
    if rng.random() < _PAYS_TOO_MUCH:
        amount = debt.portfolio.minor(amount * 1.1 / debt.portfolio.units)
    method = rng.choices(_METHODS, (34, 38, 14, 11, 3))[0]
    posted = day + (method == "cash" and rng.random() < _POSTED_NEXT_DAY)
    receipt = Receipt(f"P-{life.customer.external_id}-{life.paid + 1:04d}", amount, method, day, posted)
    named = item if rng.random() < _NAMES_THE_INVOICE else None
    life.paid += 1
    debt.receive(receipt, named)
    _write(life, debt, receipt, names=named.external_id if named else "")
    if method in {"transfer", "direct_debit", "cheque"} and rng.random() < _BOUNCES:
        life.bounces[day + rng.randint(2, 6)].append((debt, receipt))


def _bounce(life: Life, debt: Debt, receipt: Receipt, day: int) -> None:
    debt.take_back(receipt)
    back = Receipt(f"{receipt.external_id}-R", receipt.amount, receipt.method, day, day)
    _write(life, debt, back, reverses=receipt.external_id)


def _write(life: Life, debt: Debt, receipt: Receipt, *, names: str = "", reverses: str = "") -> None:
    """Leave the payment as a row, unless the company does not know of it yet."""
    if receipt.posted >= life.today:
        return
    life.payments.append(
        {
            "external_id": receipt.external_id,
            "customer_external_id": life.customer.external_id,
            "portfolio": debt.portfolio.code,
            "paid_on": iso(receipt.day),
            "amount": debt.portfolio.written(receipt.amount),
            "invoice_external_id": names,
            "method": receipt.method,
            "channel": _WHERE[receipt.method],
            "reference": "" if reverses else f"{life.rng.randrange(10**8):08d}",
            "reverses": reverses,
            "known_at": life.instant(receipt.posted, _MORNING).isoformat() if receipt.posted > receipt.day else "",
        }
    )
