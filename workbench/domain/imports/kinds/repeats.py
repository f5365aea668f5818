"""Keys that a file brings more than once: lines of one fact, equal repeats, and contradictions, over all its batches.

Of every row that lands only numbers are remembered: its line and hashes of what it says. A dry run, which takes every
batch back, is so told the same as the import itself.
"""

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.engine.report import Warnings
from workbench.folding import visible
from workbench.kernel.text import N_

_CONTRADICTS = N_(
    "«%(value)s» ya está en la línea %(line)s con otros datos: deje una de las dos filas o dé otro número a esta."
)
_OTHER_CUSTOMER = N_(
    "«%(value)s» es del cliente «%(other)s» en la línea %(line)s, y en esta de «%(customer)s»: "
    "corrija el cliente o el número."
)

_AS_REFUSED = N_("«%(value)s» repite la línea %(line)s, que no se pudo cargar: corrija aquella y quite esta.")
_EQUAL = N_("Filas iguales a otra del archivo: %(count)s; cada una cuenta una vez (la primera, línea %(line)s).")

BLOCK = 128
"""Rows among which a key that is repeated is looked for."""

EARLIER = -1
"""Place of the row that is repeated, where an earlier batch has it."""


@dataclass(frozen=True)
class SaidRows:
    """Rows of one batch by column, as repeats are judged by.

    Args:
        lines: Of the file.
        names: The sender's keys, as a person reads them.
        keys: What a key is compared by: with its portfolio, and where numbers are per customer with the customer.
        owners: The customer of each row.
        shared: What all lines of one key have in common.
        parts: What tells lines of one key apart; the same everywhere where a key has one line only.
        said: All that the row says.
        amounts: Of payments, below zero where the row takes one back; other rows have none.

    """

    lines: Sequence[int]
    names: Sequence[str]
    keys: Sequence[Hashable]
    owners: Sequence[str]
    shared: Sequence[Hashable]
    parts: Sequence[Hashable]
    said: Sequence[Hashable]
    amounts: Sequence[int] = ()


class LandedLine(NamedTuple):
    """A line of a number that the file brought: its customer, the hash of what tells it apart, and its amount."""

    customer: str
    part: int
    amount: int


@dataclass
class JudgedRows:
    """What rows of a batch are: new to the file, equal to another row of it, or refused. By place."""

    first: Sequence[int]
    equal: dict[int, int] = field(default_factory=dict)
    """By place of a repeat, the place among `first` of the row it repeats, or `EARLIER`."""
    refused: dict[int, BadCell] = field(default_factory=dict)

    def refused_with(self, refused: Mapping[int, BadCell]) -> dict[int, BadCell]:
        """Repeats of rows that are refused after all, which are given by their place among `first`."""
        return {row: refused[first] for row, first in self.equal.items() if first in refused} if refused else {}

    def tell_equal(self, lines: Sequence[int], warnings: Warnings, refused: Mapping[int, BadCell]) -> int:
        """Warn of the repeats of rows that land. Returns how many they are."""
        told = [row for row, first in self.equal.items() if first not in refused]
        if told:
            warnings.add(_EQUAL, count=len(told), line=lines[told[0]])
        return len(told)


class PackedNames:
    """Names one after the other in a row of bytes: of a million, a list of texts and their places takes ten times more.

    Names that follow one another and are equal are kept once: files are mostly in the order of their customers.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._starts = array("q")
        self._last: str | None = None

    def __getitem__(self, place: int) -> str:
        end = self._starts[place + 1] if place + 1 < len(self._starts) else len(self._bytes)
        return self._bytes[self._starts[place] : end].decode("utf-8", "surrogatepass")

    def add(self, name: str) -> int:
        """The place of a name."""
        if name != self._last:
            self._last = name
            self._starts.append(len(self._bytes))
            self._bytes += name.encode("utf-8", "surrogatepass")
        return len(self._starts) - 1


class FileRows:
    """The rows of one file so far: those that landed, and those that were refused for what is stored."""

    def __init__(self) -> None:
        self._by_key: dict[int, int] = {}  # the block of the first line of a key
        self._block = 0
        self._keys = array("q")
        self._further: dict[int, list[int]] = {}  # more lines of a key
        self._lines = array("q")  # 0: the row did not land after all
        self._owners = array("q")
        self._shared, self._parts, self._said = array("q"), array("q"), array("q")
        self._amounts = array("q")  # of payments
        self._owner_names = PackedNames()
        self._refused: set[int] = set()
        self._batch = 0  # where the rows of the current batch begin

    def judge(self, rows: SaidRows) -> JudgedRows:
        """Judge the rows of a batch and remember those that are new; `drop` forgets the ones that do not land."""
        self._batch = len(self._lines)
        keys = list(map(hash, rows.keys))
        if len(set(keys)) == len(keys) and self._by_key.keys().isdisjoint(keys):
            self._by_key.update(zip(keys, map(self._block_of, count(self._batch)), strict=False))
            self._remember(rows, keys, range(len(keys)))
            return JudgedRows(range(len(keys)))
        first: list[int] = []
        judged = JudgedRows(first)
        for row, key in enumerate(keys):
            found = self._decide(rows, row, key)
            if isinstance(found, BadCell):
                judged.refused[row] = found
            elif found is not None:
                judged.equal[row] = found - self._batch if found >= self._batch else EARLIER
            else:
                self._index(key, len(self._lines))
                self._remember(rows, keys, [row])
                first.append(row)
        return judged

    def drop(self, places: Iterable[int]) -> None:
        """Rows of the batch that was judged last are wrong in themselves: as if the file did not have them.

        Their places are those among `first`.
        """
        for place in places:
            self._lines[self._batch + place] = 0

    def refuse(self, places: Iterable[int]) -> None:
        """Rows of that batch do not land, but others of the file that contradict or repeat them do not either."""
        self._refused.update(self._batch + place for place in places)

    def parts_of(self, key: Hashable) -> list[int]:
        """Hashes of what tells the lines of a key apart, of those that landed."""
        return [self._parts[place] for place in self._places(hash(key)) if place not in self._refused]

    def lines_of(self, key: Hashable) -> list[LandedLine]:
        """The lines of a key that landed; of payments only."""
        return [
            LandedLine(self._owner_names[self._owners[place]], self._parts[place], self._amounts[place])
            for place in self._places(hash(key))
            if place not in self._refused
        ]

    def _decide(self, rows: SaidRows, row: int, key: int) -> BadCell | int | None:
        """Why a row is refused, or the place of the row it repeats, or None for one that is new."""
        places = self._places(key)
        if not places:
            return None
        line = self._lines[places[0]]
        other, owner = self._owner_names[self._owners[places[0]]], rows.owners[row]
        if other != owner:
            values = {
                "value": shown(rows.names[row]),
                "other": shown(visible(other)),
                "customer": shown(visible(owner)),
                "line": line,
            }
            return BadCell(_OTHER_CUSTOMER, column="customer_external_id", **values)
        part, said = hash(rows.parts[row]), hash(rows.said[row])
        same = next((place for place in places if self._parts[place] == part), None)
        if same is not None and self._said[same] == said:
            if same in self._refused and same < self._batch:
                value = shown(rows.names[row])
                return BadCell(_AS_REFUSED, column="external_id", value=value, line=self._lines[same])
            return same
        if same is None and self._shared[places[0]] == hash(rows.shared[row]):
            return None
        told = self._lines[places[0] if same is None else same]
        return BadCell(_CONTRADICTS, column="external_id", value=shown(rows.names[row]), line=told)

    def _places(self, key: int) -> list[int]:
        block = self._by_key.get(key)
        if block is None:
            return []
        first = self._keys.index(key, block)
        return [place for place in (first, *self._further.get(key, ())) if self._lines[place]]

    def _index(self, key: int, place: int) -> None:
        if key in self._by_key:
            self._further.setdefault(key, []).append(place)
        else:
            self._by_key[key] = self._block_of(place)

    def _block_of(self, place: int) -> int:
        """Where the block of a place begins; one number for all of its keys, which takes less memory than one each."""
        start = place - place % BLOCK
        if start != self._block:
            self._block = start
        return self._block

    def _remember(self, rows: SaidRows, keys: Sequence[int], places: Sequence[int]) -> None:
        self._keys.extend(keys[place] for place in places)
        self._lines.extend(rows.lines[place] for place in places)
        self._owners.extend(self._owner_names.add(rows.owners[place]) for place in places)
        self._shared.extend(hash(rows.shared[place]) for place in places)
        self._parts.extend(hash(rows.parts[place]) for place in places)
        self._said.extend(hash(rows.said[place]) for place in places)
        if rows.amounts:
            self._amounts.extend(rows.amounts[place] for place in places)
