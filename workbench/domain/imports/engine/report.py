"""What an import did: counts, what was refused and why, and what a person should know."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.enums import ImportKind
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.guess import SAMPLES, Guess
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.engine.sheet import Line
from workbench.domain.imports.engine.written.left_out import USUAL_WORDS, NoRows
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

NAMED = 50
"""Cases that a warning names one by one."""

REJECTS_KEPT = 10_000
"""Rejects a report lists; a rejects file has them all."""

CHANGES_KEPT = 200
"""Changes that the report of a dry run shows as examples."""
LEFT_OUT_KEPT = 50
"""Lines left out that a report keeps as samples."""

_POSTDATED = N_(
    "Posfechado, aparte del monto: %(names)s. Entra en los saldos desde la fecha de cada fila, no desde hoy."
)

Translate = Callable[[str, dict[str, object]], str]


def spanish(text: str, values: dict[str, object]) -> str:
    """The text as it was written, filled."""
    return text % values if values else text


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that did not land: where it stands, whose it is, and the first thing that is wrong with it."""

    line: int
    external_id: str
    column: str
    reason: str
    values: dict[str, object]

    @classmethod
    def of(cls, bad: BadCell, *, line: int, external_id: str) -> "Reject":
        """The reject of a row in which a cell was bad."""
        return cls(line, external_id, column=bad.column, reason=bad.reason, values=bad.values)

    def text(self, translate: Translate = spanish) -> str:
        """The reason as a person reads it."""
        return translate(self.reason, self.values)


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A value of a known row that an import would replace: table, key of the sender, column, before and after."""

    table: str
    external_id: str
    column: str
    before: Any  # Any: a column's value
    after: Any
    doubt: tuple[str, dict[str, object]] | None = None
    """Why it may be a mistake: a text marked for translation, and what fills it."""


@dataclass
class Warnings:
    """Things that did not stop a row, one line per kind of thing: how often, with the first case as example."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, dict[str, object]] = field(default_factory=dict)
    names: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str, *, count: int = 1, name: str | None = None, **values: object) -> None:
        """Note one. `text` is marked for translation and may use `%(count)s` and the values of its first case.

        Where the text lists every case, as `%(names)s`, `name` is how this one is called.
        """
        self.counts[text] += count
        self.examples.setdefault(text, values)
        if name is not None and len(self.names[text]) < NAMED:
            self.names[text].append(name)

    def lines(self, translate: Translate = spanish) -> list[str]:
        """One line each, in the order they first came up."""
        return [
            translate(text, {**values, "count": self.counts[text], "names": self.listed(text)})
            for text, values in self.examples.items()
        ]

    def listed(self, text: str) -> str:
        """The names of the cases of a warning that lists them."""
        names = self.names.get(text, [])
        return "; ".join(names) + ("…" if len(names) < self.counts[text] else "")


@dataclass
class ImportReport:
    """The result of one import. `read` = `inserted` + `updated` + `unchanged` + `rejected`; money in minor units."""

    kind: ImportKind
    dry_run: bool
    import_id: int | None = None
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    created_customers: int = 0
    money: Counter[str] = field(default_factory=Counter)
    """What the ledger changed by, by currency: new rows, and what corrections add or take; a reversal lessens it."""
    postdated: Counter[str] = field(default_factory=Counter)
    """What its rows change the ledger by on later days, by currency: a cheque that is dated ahead counts on its day."""
    compared: set[str] = field(default_factory=set)
    """Of a list of open items, the codes of the portfolios whose ledger was made to agree with it."""
    rejects: list[Reject] = field(default_factory=list)
    warnings: Warnings = field(default_factory=Warnings)
    changes: list[SeenChange] = field(default_factory=list)
    """Of a dry run: examples of what would be replaced, the doubtful ones first."""
    doubtful: int = 0
    """How many of these are doubtful."""
    doubted: int = 0
    """How many are doubtful in the whole file, kept or not."""
    mapping: Mapping = NO_MAPPING
    """How the file was read, with what was guessed in it."""
    guesses: list[Guess] = field(default_factory=list)
    """What the mapping did not say and the file was looked at for."""
    left_out: list[Line] = field(default_factory=list)
    """The first lines that are no rows: totals, repeated headers, empty ones. They are not read."""
    left_out_count: int = 0
    held_back: int = 0
    """Rows that a person left out when looking at what would change. They are not read."""
    of_others: int = 0
    """Rows of a file of several kinds that have nothing of this one. They are not read."""
    replayed: bool = True
    """Whether the standing of the accounts that were touched is computed already."""

    def see(self, change: SeenChange) -> None:
        """Keep a change of a dry run: the doubtful ones first, the others as long as there is room."""
        if change.doubt is not None:
            self.doubted += 1
            if self.doubtful < CHANGES_KEPT:
                self.changes.insert(self.doubtful, change)
                self.doubtful += 1
            del self.changes[CHANGES_KEPT:]
        elif len(self.changes) < CHANGES_KEPT:
            self.changes.append(change)

    def reject(self, bad: BadCell, *, line: int, external_id: str) -> Reject:
        """Count and keep a row that did not land."""
        made = Reject.of(bad, line=line, external_id=external_id)
        self.rejected += 1
        if len(self.rejects) < REJECTS_KEPT:
            self.rejects.append(made)
        return made

    def leave_out(self, lines: Sequence[Line], *, others: int) -> None:
        """Count lines that are no rows, and rows that are of other kinds."""
        self.left_out += lines[: LEFT_OUT_KEPT - len(self.left_out)]
        self.left_out_count += sum(any(row) for _, row in lines)
        self.of_others += others

    def say_left_out(self, no_rows: NoRows) -> None:
        """Tell what was left out; totals as a guess too where no mapping named their words."""
        if self.held_back:
            self.warnings.add(N_("Filas que usted dejó fuera al revisar: %(count)s."), count=self.held_back)
        if self.of_others:
            self.warnings.add(N_("Filas que no traen datos de este tipo: %(count)s."), count=self.of_others)
        told = [line for line in self.left_out if any(line[1])]
        if not told:
            return
        text = N_(
            "Filas que no se importan por ser totales, encabezados repetidos, ejemplos o notas al pie: %(count)s "
            "(la primera, línea %(line)s)."
        )
        self.warnings.add(text, count=self.left_out_count, line=told[0][0])
        totals = [row for _, row in told if no_rows.is_total(row) or no_rows.is_note(row)]
        if totals and not no_rows.is_said:
            samples = tuple(" · ".join(filter(None, row)) for row in totals[:SAMPLES])
            self.guesses.append(Guess("leave_out", ", ".join(USUAL_WORDS), samples=samples))

    def say_postdated(self) -> None:
        """Tell what is not in the control total because it counts from a later day on."""
        for currency, amount in sorted(self.postdated.items()):
            if amount:
                shown = Decimal(amount).scaleb(-decimals_of(currency))
                self.warnings.add(_POSTDATED, name=f"{shown:,} {currency}")

    def counts(self) -> dict[str, Any]:  # Any: JSON
        """The figures alone, as the import's row and its audit entry keep them."""
        names = ("read", "inserted", "updated", "unchanged", "rejected", "created_customers")
        postdated = {"postdated": _by_currency(self.postdated)} if self.postdated else {}
        compared = {"compared": sorted(self.compared)} if self.compared else {}
        counted = {name: getattr(self, name) for name in names}
        return {**counted, "money": _by_currency(self.money), **postdated, **compared}

    def as_json(self, translate: Translate = spanish) -> dict[str, Any]:  # Any: JSON
        """The object that `workbench import --format json` prints."""
        rejects = [
            {"line": one.line, "external_id": one.external_id, "column": one.column, "reason": one.text(translate)}
            for one in self.rejects
        ]
        return {
            "kind": self.kind.value,
            "dry_run": self.dry_run,
            "postdated": [],
            **self.counts(),
            "rejects": rejects,
            "warnings": self.warnings.lines(translate),
            "guesses": [guess.as_json() for guess in self.guesses],
            "import_id": self.import_id,
            "replayed": self.replayed,
        }


def _by_currency(money: Counter[str]) -> list[dict[str, Any]]:  # Any: JSON
    return [{"currency": currency, "amount": amount} for currency, amount in sorted(money.items())]
