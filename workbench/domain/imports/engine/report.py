"""What an import did: counts, what was refused and why, and what a person should know."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from models.enums import ImportKind
from workbench.domain.imports.engine.cells import BadCell

NAMED = 50
"""Cases that a warning names one by one."""

REJECTS_KEPT = 10_000
"""Rejects a report lists; a rejects file has them all."""

CHANGES_KEPT = 200
"""Changes that the report of a dry run shows as examples."""

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
            translate(text, {**values, "count": self.counts[text], "names": self._listed(text)})
            for text, values in self.examples.items()
        ]

    def _listed(self, text: str) -> str:
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
    rejects: list[Reject] = field(default_factory=list)
    warnings: Warnings = field(default_factory=Warnings)
    changes: list[SeenChange] = field(default_factory=list)
    """Of a dry run: examples of what would be replaced."""
    replayed: bool = True
    """Whether the standing of the accounts that were touched is computed already."""

    def reject(self, bad: BadCell, *, line: int, external_id: str) -> Reject:
        """Count and keep a row that did not land."""
        made = Reject.of(bad, line=line, external_id=external_id)
        self.rejected += 1
        if len(self.rejects) < REJECTS_KEPT:
            self.rejects.append(made)
        return made

    def counts(self) -> dict[str, Any]:  # Any: JSON
        """The figures alone, as the import's row and its audit entry keep them."""
        names = ("read", "inserted", "updated", "unchanged", "rejected", "created_customers")
        return {**{name: getattr(self, name) for name in names}, "money": self._money()}

    def as_json(self, translate: Translate = spanish) -> dict[str, Any]:  # Any: JSON
        """The object that `workbench import --format json` prints."""
        rejects = [
            {"line": one.line, "external_id": one.external_id, "column": one.column, "reason": one.text(translate)}
            for one in self.rejects
        ]
        return {
            "kind": self.kind.value,
            "dry_run": self.dry_run,
            **self.counts(),
            "rejects": rejects,
            "warnings": self.warnings.lines(translate),
            "import_id": self.import_id,
            "replayed": self.replayed,
        }

    def _money(self) -> list[dict[str, Any]]:
        return [{"currency": currency, "amount": amount} for currency, amount in sorted(self.money.items())]
