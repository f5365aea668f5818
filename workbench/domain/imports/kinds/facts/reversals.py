"""Which reversals an import refuses. One whose payment is not known yet lands, and the ledger judges it later.

A reversal is judged by the payments that are stored and by those that the file brought so far. So a dry run, which
takes every batch back, judges as the import itself does.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Payment
from models.bulk import is_among
from models.enums import ChequeState, PaymentKind
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.cheques import BOUNCED_SUFFIX
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.waiting import WaitingReversals
from workbench.domain.imports.kinds.facts.whose.known_numbers import KnownNumbers, StoredFact, key_of_number
from workbench.domain.imports.kinds.repeats import FileRows, LandedLine
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_

_OF_A_REVERSAL = N_("«%(value)s» es a su vez una reversa: escriba en «reverses» el número del pago.")
_OF_ANOTHER = N_("El pago «%(value)s» es de otra cuenta: revise el número del pago y el cliente.")
_LESS_THAN_TAKEN = N_(
    "Del pago «%(value)s» ya se reversaron %(taken)s y la fila lo deja en %(amount)s: corrija el monto, o antes sus "
    "reversas."
)
_TOO_MUCH = N_(
    "La reversa es de %(amount)s y del pago «%(value)s» quedan %(left)s: corrija el monto o el número del pago."
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment that a reversal names: the amounts of its lines, by the hash of the invoice that each names.

    `taken` is what other reversals take back of it.
    """

    customer: str
    lines: Mapping[int, int]
    is_reversal: bool
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Reversal:
    """A row that takes a payment back: whose it is, how much of what, and the invoice of the line, if it names one."""

    customer: str
    names: str
    amount: int
    invoice: str | None
    decimals: int = 2
    currency: str = ""


def why_not(payment: Taken | None, reversal: Reversal) -> BadCell | None:
    """A reversal takes back a payment of its own account or a part of it, at most what is left of it.

    One that names the invoice of a line takes back that line. A payment that is not known yet may still come: the
    ledger waits for it. Returns why not, or None.
    """
    if payment is None:
        return None
    value = shown(reversal.names)
    if payment.is_reversal:
        return BadCell(_OF_A_REVERSAL, column="reverses", value=value)
    if payment.customer != reversal.customer:
        return BadCell(_OF_ANOTHER, column="reverses", value=value)
    whole = sum(payment.lines.values())
    line = whole if reversal.invoice is None else payment.lines.get(hash(reversal.invoice), whole)
    left = min(line, whole - payment.taken)
    if reversal.amount > left:
        told = {"amount": _plain(reversal.amount, reversal.decimals), "left": _plain(left, reversal.decimals)}
        told["currency"] = reversal.currency
        return BadCell(_TOO_MUCH, column="amount", value=value, **told)
    return None


def _plain(amount: int, decimals: int) -> str:
    """Minor units as the file writes them."""
    return f"{Decimal(amount).scaleb(-decimals):f}"


_Key = tuple[str, str]  # number and customer
_Lines = dict[_Key, dict[int, tuple[int, bool]]]  # by the hash of the invoice: the amount, and whether it is a reversal


@dataclass
class FileReversals:
    """The reversals that a file brought so far."""

    told: set[_Key] = field(default_factory=set)
    taken: Counter[_Key] = field(default_factory=Counter)
    """What they take back, by the payment's number and customer."""
    moved: set[tuple[str, str, int]] = field(default_factory=set)
    """Stored lines that name another invoice by now: number, customer, hash of the invoice they named."""
    waiting: WaitingReversals = field(default_factory=WaitingReversals)
    unapplied: int = 0
    """Of the last batch, what its reversals do not take back because their payment is not known; below zero where
    payments came that reversals had waited for."""

    def refused(
        self, session: Session, facts: Facts, numbers: KnownNumbers, file: FileRows, *, but: Container[int]
    ) -> dict[int, BadCell]:
        """The reversals of a batch that are refused, and payments that fall below what was taken back, by place.

        Args:
            session: For looking only.
            facts: Payments, matched with what is known of them.
            numbers: What is known, and which lines the file moved.
            file: Its payments so far, those of this batch too.
            but: Places of rows that are refused already.

        """
        self.unapplied = 0
        self.waiting.load(session, facts.place)
        self._note_moved(facts, numbers)
        self._note_bounced(facts, but=but)
        reverses = facts.values["reverses_external_id"]
        reversals = [row for row, names in enumerate(reverses) if names and row not in but]
        lowered = [row for row in _lowered(facts) if row not in but]
        refused: dict[int, BadCell] = {}
        if reversals or lowered:
            self.told.update((facts.external_ids[row], facts.customers[row]) for row in reversals)
            named = {(reverses[row], facts.customers[row]) for row in reversals}
            named |= {(facts.external_ids[row], facts.customers[row]) for row in lowered}
            known = self._known(session, facts, numbers, file, named=named)
            stored = _taken_before(session, facts, [*reversals, *lowered], told=self.told)
            before = _stored(session, facts, _corrected_reversals(facts, reversals))
            refused = self._judge(facts, reversals, known, stored, before)
            refused |= self._fallen_below(facts, lowered, known, stored)
        for row, known in enumerate(facts.known):
            if known is not None and not reverses[row] and row not in but:  # a reversal that is a payment after all
                self.unapplied -= self._without_effect(facts, row, {}, Counter())
        self._meet(facts, [row for row in range(len(facts)) if row not in refused and row not in but])
        return refused

    def _judge(
        self, facts: Facts, reversals: Sequence[int], known: _Lines, stored: Counter[_Key], before: _Lines
    ) -> dict[int, BadCell]:
        """Judge the reversals by the payments that are `known`; `before`: those that corrected ones named till now."""
        refused: dict[int, BadCell] = {}
        for row in reversals:
            number, customer = facts.values["reverses_external_id"][row], facts.customers[row]
            bad = _judged(facts, row, known, lambda one: stored[one] + self.taken[one])
            if bad is not None and not _stands(facts, row):
                refused[row] = bad
                continue
            if not _stands(facts, row):
                self.unapplied -= self._without_effect(facts, row, before, stored)
            self.taken[number, customer] += facts.values["amount"][row]
            if not _stands(facts, row) and not known.get((number, customer)):
                self.waiting.wait((facts.place.code, number, customer), facts.values["amount"][row], facts.lines[row])
                self.unapplied += facts.values["amount"][row]
        return refused

    def _without_effect(self, facts: Facts, row: int, known: _Lines, stored: Counter[_Key]) -> int:
        """What a stored reversal that is corrected said and did not take back: its payment was not known, or is less.

        `known` are payments, `stored` what other stored reversals take back of them.
        """
        before = facts.known[row]
        names = _named_before(before)
        if before is None or not names:
            return 0
        key = names, facts.customers[row]
        if waited := self.waiting.drop((facts.place.code, *key), before.amount):
            return waited
        whole = sum(amount for amount, back in known.get(key, {}).values() if not back)
        return before.amount if whole and before.amount > whole - stored[key] - self.taken[key] else 0

    def _fallen_below(
        self, facts: Facts, lowered: Sequence[int], known: _Lines, stored: Counter[_Key]
    ) -> dict[int, BadCell]:
        """Corrections that leave less of a payment than was taken back of it: the ledger could not take it back."""
        refused = {}
        for row in lowered:
            key = facts.external_ids[row], facts.customers[row]
            whole = sum(amount for amount, back in known.get(key, {}).values() if not back)
            taken = stored[key] + self.taken[key]
            if taken > whole:
                told = {"taken": _plain(taken, facts.place.decimals), "amount": _plain(whole, facts.place.decimals)}
                told["currency"] = facts.place.currency
                refused[row] = BadCell(_LESS_THAN_TAKEN, column="amount", value=shown(key[0]), **told)
        return refused

    def _meet(self, facts: Facts, rows: Sequence[int]) -> None:
        """Payments come that reversals have waited for."""
        amounts: Counter[tuple[str, str, str]] = Counter()
        lines: dict[tuple[str, str, str], int] = {}
        for row in rows:
            key = facts.place.code, facts.external_ids[row], facts.customers[row]
            if key in self.waiting.amounts and facts.known[row] is None:
                amounts[key] += facts.values["amount"][row]
                lines.setdefault(key, facts.lines[row])
        for key, amount in amounts.items():
            self.unapplied -= self.waiting.meet(key, amount, lines[key])

    def _note_moved(self, facts: Facts, numbers: KnownNumbers) -> None:
        if not (numbers.moved and numbers.tells_parts):
            return
        for row, known in enumerate(facts.known):
            if known is not None and known.part != facts.values["invoice_external_id"][row]:
                self.moved.add((facts.external_ids[row], facts.customers[row], hash(known.part)))

    def _note_bounced(self, facts: Facts, *, but: Container[int]) -> None:
        """A cheque that bounced is taken back by a reversal of its own."""
        for row, status in enumerate(facts.values["cheque_status"]):
            if status is ChequeState.BOUNCED and row not in but:
                number, customer = facts.external_ids[row], facts.customers[row]
                self.told.add((f"{number}{BOUNCED_SUFFIX}", customer))
                self.taken[number, customer] += facts.values["amount"][row]

    def _known(
        self, session: Session, facts: Facts, numbers: KnownNumbers, file: FileRows, *, named: AbstractSet[_Key]
    ) -> _Lines:
        """The payments of these numbers and customers: those that are stored, and over them those of the file."""
        found = _stored(session, facts, [number for number, _ in named])
        for number, customer in named:
            by_owner: dict[str, list[LandedLine]] = defaultdict(list)
            for line in file.lines_of(key_of_number(facts, number, customer)):
                by_owner[line.customer].append(line)
            for owner, lines in by_owner.items():
                told = {line.part: (abs(line.amount), line.amount < 0) for line in lines}
                before = found.get((number, owner), {})
                if not numbers.tells_parts and len(before) == 1:  # the file does not say which line it corrects
                    told = dict(zip(before, told.values(), strict=False))
                kept = {part: one for part, one in before.items() if (number, owner, part) not in self.moved}
                found[number, owner] = {**kept, **told}
        return found


def _corrected_reversals(facts: Facts, reversals: Sequence[int]) -> list[str]:
    """The payments that stored reversals name until now which are corrected."""
    named = (_named_before(facts.known[row]) for row in reversals if not _stands(facts, row))
    return [number for number in named if number]


def _named_before(known: StoredFact | None) -> str | None:
    """The payment that a stored one takes back; None too where the file has no such column, and so changes nothing."""
    return getattr(known, "reverses_external_id", None)


def _lowered(facts: Facts) -> list[int]:
    """Places of payments that are known with a larger amount than their row says."""
    if not any(known is not None for known in facts.known):
        return []
    rows = enumerate(zip(facts.known, facts.values["amount"], facts.values["reverses_external_id"], strict=True))
    return [row for row, (known, amount, names) in rows if known is not None and not names and known.amount > amount]


def _stands(facts: Facts, row: int) -> bool:
    """Whether a payment is known with this amount and this reversal: the row does not change what was judged then."""
    known, values = facts.known[row], facts.values
    return known is not None and (known.amount, known.reverses_external_id) == (
        values["amount"][row],
        values["reverses_external_id"][row],
    )


def _judged(facts: Facts, row: int, known: _Lines, taken: Callable[[_Key], int]) -> BadCell | None:
    names, customer = facts.values["reverses_external_id"][row], facts.customers[row]
    lines, owner = known.get((names, customer)), customer
    if lines is None and not facts.place.numbers_per_customer:
        owner, lines = next(((other, found) for (number, other), found in known.items() if number == names), ("", None))
    payment = None
    if lines:
        payment = Taken(
            owner,
            {invoice: amount for invoice, (amount, _) in lines.items()},
            is_reversal=any(back for _, back in lines.values()),
            taken=taken((names, owner)),
        )
    amount, invoice = facts.values["amount"][row], facts.values["invoice_external_id"][row]
    place = facts.place
    return why_not(payment, Reversal(customer, names, amount, invoice, place.decimals, place.currency))


def _stored(session: Session, facts: Facts, external_ids: Sequence[str]) -> _Lines:
    if facts.place.id is None or not external_ids:
        return {}
    connection = session.connection()
    rows = connection.execute(
        sa.select(
            Payment.external_id,
            Customer.external_id,
            Payment.invoice_external_id,
            Payment.amount,
            Payment.reverses_external_id,
        )
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == sender_id())
        .where(
            Payment.portfolio_id == facts.place.id,
            Payment.kind == PaymentKind.PAYMENT,
            is_among(connection, Payment.external_id, external_ids),
        )
    )
    found: _Lines = {}
    for number, customer, invoice, amount, reverses in rows:
        found.setdefault((number, customer), {})[hash(invoice)] = (amount, reverses is not None)
    return found


def _taken_before(
    session: Session, facts: Facts, reversals: Iterable[int], *, told: AbstractSet[_Key]
) -> Counter[_Key]:
    """What stored reversals take back, but for those that the file tells again."""
    taken: Counter[_Key] = Counter()
    if facts.place.id is None:
        return taken
    connection = session.connection()
    rows = connection.execute(
        sa.select(Payment.external_id, Customer.external_id, Payment.reverses_external_id, Payment.amount)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == sender_id())
        .where(
            Account.portfolio_id == facts.place.id,
            Payment.kind == PaymentKind.PAYMENT,
            Payment.reverses_external_id.is_not(None),
            is_among(connection, Customer.external_id, {facts.customers[row] for row in reversals}),
        )
    )
    for number, customer, reverses, amount in rows:
        if reverses is not None and (number, customer) not in told:
            taken[reverses, customer] += amount
    return taken
