"""Which columns of a file are which of ours, and of which kinds its rows are."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from models.enums import ImportKind, PaymentMethod
from workbench.domain.imports.engine.guess import SAMPLES, Alternative, Guess
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping, header_name
from workbench.domain.imports.inspecting.headings import (
    BALANCES,
    REACH,
    TOTALS,
    matched,
    plain_name,
    strong_names,
)
from workbench.domain.imports.inspecting.ready import ready_mappings, recognised
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.invoice_kinds import kind_of
from workbench.domain.imports.kinds.words import METHODS
from workbench.folding import fold
from workbench.kernel.money import is_currency


@dataclass(frozen=True)
class FoundColumns:
    """The columns of one kind of rows in a file."""

    kind: ImportKind
    header: tuple[str, ...]
    added: Mapping = NO_MAPPING
    """What the mapping did not say: columns, and of a ready mapping constants and words too."""
    missing: tuple[str, ...] = ()
    """Required columns that nothing was found for."""
    ready: str | None = None
    """The ready mapping that was recognised."""
    is_said: bool = True
    """The mapping or the file's own headers say every required column."""
    options: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a column of ours, several headers that may be it."""

    def guesses(self, rows: Sequence[Sequence[str]], *, several: bool) -> list[Guess]:
        """What was guessed, each with cells of the first rows."""
        if self.is_said:
            return []
        path = f"kinds.{self.kind.value}.columns" if several else "columns"
        made = [Guess("ready", self.ready)] if self.ready else []
        for ours, theirs in self.added.columns.items():
            samples = self._cells(rows, theirs)
            options = tuple(
                Alternative(name, "; ".join(self._cells(rows, name))) for name in self.options.get(ours, ())
            )
            made.append(Guess(f"{path}.{ours}", theirs, samples, options))
        return made

    def _cells(self, rows: Sequence[Sequence[str]], name: str) -> tuple[str, ...]:
        place = self.header.index(name)
        return tuple(str(row[place]) for row in rows[:SAMPLES] if place < len(row))


def columns_of(
    header: Sequence[str], kind: ImportKind, mapping: Mapping, *, rows: Sequence[Sequence[str]] = ()
) -> FoundColumns:
    """Which headers are which columns of a kind; `rows` are the first ones, which may speak against a guess.

    Where the mapping, or the headers themselves, say every required column, nothing is guessed: other columns are kept
    as attributes.
    """
    theirs = tuple(header_name(name) for name in header)
    own = mapping.of_kind(kind.value)
    needed = COLUMNS[kind].required
    ours = {given: name for name, given in own.columns.items()}
    present = {ours.get(name, name) for name in theirs} | own.columns.keys() | own.constants.keys()
    if present.issuperset(needed):
        return FoundColumns(kind, theirs)
    ready = ready_mappings().get(own.ready or "") or (recognised(header, kind) if not own.columns else None)
    if ready is not None:
        added = ready.fitted(kind, header)
        told = present | added.columns.keys() | added.constants.keys()
        missing = tuple(name for name in needed if name not in told)
        is_said = own.ready == ready.name
        return FoundColumns(kind, theirs, added, missing=missing, ready=ready.name, is_said=is_said)
    found = matched(header, kind, taken=own.columns)
    new = {name: given for name, given in found.items() if own.columns.get(name) != given and name != given}
    new = {name: given for name, given in new.items() if _is_understood(name, rows, theirs.index(given))}
    told = present | found.keys()
    missing = tuple(name for name in needed if name not in told)
    options = _amount_options(theirs, kind, new)
    added = Mapping(columns=new)
    return FoundColumns(kind, theirs, added, missing=missing, is_said=not new, options=options)


def _is_understood(column: str, rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column of fixed words has such words in the first rows; else it is kept as an attribute.

    Of kinds of documents most rows suffice: a row of another kind is refused then, and not taken for an invoice.
    """
    known = _FIXED.get(column)
    texts = list(filter(None, (row[place].strip() for row in rows if place < len(row))))
    if column == "kind":
        return sum(kind_of(text) is not None for text in texts) * 2 > len(texts)
    return known is None or all(map(known, texts))


def _is_method(text: str) -> bool:
    return fold(text) in dict(METHODS) or text.lower() in set(PaymentMethod)


def _is_truth(text: str) -> bool:
    return text.lower() in {"true", "false", "si", "sí", "no", "1", "0"}


_FIXED: Dict[str, Callable[[str], bool]] = {
    "currency": lambda text: is_currency(text.upper()),
    "method": _is_method,
    "disputed": _is_truth,
}


def _amount_options(header: Sequence[str], kind: ImportKind, found: Dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Of invoices with a total and a balance, either may be what is owed."""
    given = found.get("amount")
    if kind is not ImportKind.INVOICES or given is None or plain_name(given) not in TOTALS:
        return {}
    balances = [name for name in header if plain_name(name) in BALANCES]
    return {"amount": (given, *balances)} if balances else {}


def likely_kinds(header: Sequence[str], mapping: Mapping) -> tuple[ImportKind, ...]:
    """Of which kinds the rows of a file may be, in the order in which they are imported.

    Those that the mapping tells apart; else the one whose own headers the file has; else those whose columns were
    found, of which one at least is by a name that only this kind has; else those that lack a single required column,
    so that a person has only this one to point at.
    """
    if mapping.kinds:
        return tuple(kind for kind in COLUMNS if kind.value in mapping.kinds)
    theirs = {header_name(name) for name in header}
    said = theirs | mapping.columns.keys() | mapping.constants.keys()
    exact = [kind for kind, columns in COLUMNS.items() if said.issuperset(columns.required)]
    if exact:
        return tuple(exact[:1])
    by_program = [kind for kind in COLUMNS if recognised(header, kind) is not None]
    if by_program:
        return _with_customers(by_program, header, mapping)
    every = {kind: matched(header, kind, taken=mapping.columns) for kind in COLUMNS}
    whole = _lacking(every, 0) or _lacking(every, 1)
    facts = _told_apart(whole)
    reached = whole.get(ImportKind.CUSTOMERS, {}).keys() & REACH
    chosen = [*([ImportKind.CUSTOMERS] if reached else []), *facts]
    return tuple(chosen or list(_lacking(every, 0))[:1])


def _lacking(found: Dict[ImportKind, dict[str, str]], number: int) -> dict[ImportKind, dict[str, str]]:
    """The kinds of which so many required columns were not found."""
    return {kind: own for kind, own in found.items() if len(set(COLUMNS[kind].required) - own.keys()) == number}


def _told_apart(whole: Dict[ImportKind, dict[str, str]]) -> list[ImportKind]:
    """The kinds of facts that a name tells; of two that would take the same columns, the likelier."""
    facts: list[ImportKind] = [
        kind for kind, found in whole.items() if kind is not ImportKind.CUSTOMERS and _is_strong(kind, found)
    ]
    paid = whole.get(ImportKind.PAYMENTS, {})
    if not facts and {"method", "invoice_external_id"} <= paid.keys():
        facts.append(ImportKind.PAYMENTS)  # weak names, but only a payment has both of these
    if ImportKind.INVOICES in facts and ImportKind.OPEN_ITEMS in facts:
        is_balance = plain_name(whole[ImportKind.INVOICES].get("amount", "")) in BALANCES
        facts.remove(ImportKind.INVOICES if is_balance else ImportKind.OPEN_ITEMS)
    if ImportKind.INVOICES in facts and ImportKind.PAYMENTS in facts:
        invoices, payments = (whole[kind] for kind in (ImportKind.INVOICES, ImportKind.PAYMENTS))
        if {payments.get(name) for name in ("external_id", "paid_on", "amount")} & set(invoices.values()):
            facts.remove(ImportKind.PAYMENTS)
    return facts


def _with_customers(kinds: Sequence[ImportKind], header: Sequence[str], mapping: Mapping) -> tuple[ImportKind, ...]:
    """Facts, and customers only where nothing else is there or where the rows tell how they are reached."""
    facts = tuple(kind for kind in kinds if kind is not ImportKind.CUSTOMERS)
    is_reached = matched(header, ImportKind.CUSTOMERS, taken=mapping.columns).keys() & REACH
    return tuple(kinds) if is_reached or not facts else facts


def _is_strong(kind: ImportKind, found: Dict[str, str]) -> bool:
    names = {plain_name(given) for column, given in found.items() if column in COLUMNS[kind].required}
    return bool(names & strong_names(kind))
