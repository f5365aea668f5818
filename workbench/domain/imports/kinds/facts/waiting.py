"""Reversals of payments that are not known yet: they change no balance until their payment comes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Customer, Payment
from models.enums import PaymentKind
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_

_WAITING = N_(
    "Reversas de pagos que no están cargados: %(count)s (la primera, línea %(line)s). No cambian ningún saldo hasta "
    "que llegue su pago."
)
_TOO_MUCH = N_(
    "Pagos con una reversa anterior por más de lo que traen: %(count)s (el primero, línea %(line)s). Esa reversa no "
    "cuenta: corrija su monto."
)
_Key = tuple[str, str, str]  # portfolio, number of the payment, customer


@dataclass
class WaitingReversals:
    """Reversals whose payment is not known, stored ones and those of the file so far."""

    amounts: defaultdict[_Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[_Key, list[int]] = field(default_factory=dict)
    """Of those that the file brings, the lines."""
    too_much: list[int] = field(default_factory=list)
    """Lines of payments that are less than a reversal that waited for them."""
    _loaded: set[str] = field(default_factory=set)

    def load(self, session: Session, place: ImportPortfolio) -> None:
        """Read the stored ones of a portfolio, once: before anything of the file has landed in it."""
        if place.code in self._loaded:
            return
        self._loaded.add(place.code)
        if place.id is None:
            return
        payment = aliased(Payment)
        is_there = sa.exists().where(
            payment.account_id == Payment.account_id,
            payment.external_id == Payment.reverses_external_id,
            payment.kind == Payment.kind,
        )
        waiting = (
            sa.select(Payment.reverses_external_id, Customer.external_id, Payment.amount)
            .join(Account, Account.id == Payment.account_id)
            .join(Customer, Customer.id == sender_id())
            .where(
                Payment.portfolio_id == place.id,
                Payment.kind == PaymentKind.PAYMENT,
                Payment.reverses_external_id.is_not(None),
                ~is_there,
            )
            .order_by(Payment.known_on, Payment.external_id)
        )
        for number, customer, amount in session.execute(waiting):
            self.amounts[place.code, str(number), customer].append(amount)

    def wait(self, key: _Key, amount: int, line: int) -> None:
        """A new reversal names a payment that nobody knows."""
        self.amounts[key].append(amount)
        self.lines.setdefault(key, []).append(line)

    def drop(self, key: _Key, amount: int) -> int:
        """A reversal that waited is corrected. Returns its amount, 0 where none of this amount waited."""
        waiting = self.amounts.get(key, [])
        if amount not in waiting:
            return 0
        waiting.remove(amount)
        if not waiting:
            del self.amounts[key]
        return amount

    def meet(self, key: _Key, amount: int, line: int) -> int:
        """Its payment comes. Returns what the reversals that waited for it take back of it at once."""
        left = amount
        for waiting in self.amounts.pop(key, ()):
            if waiting <= left:
                left -= waiting
            else:
                self.too_much.append(line)
        self.lines.pop(key, None)
        return amount - left

    def tell(self, warnings: Warnings) -> None:
        """Warn, at the end of the file, of its reversals that still wait, and of payments that are too small."""
        still: Iterable[int] = [line for lines in self.lines.values() for line in lines]
        for text, lines in ((_WAITING, still), (_TOO_MUCH, self.too_much)):
            told = sorted(lines)
            if told:
                warnings.add(text, count=len(told), line=told[0])
