"""Looking for a customer: what a collector waits for while typing, among all the customers of a company."""

import time
from collections.abc import Callable, Sequence

from workbench.bench import plain
from workbench.bench.find_rows import document_of, invoice_of, name_of, telephone_of, write_people
from workbench.bench.measure import Figure
from workbench.bench.stage import Stage
from workbench.queries.finding.search import search

TIMES = 100
TYPED: dict[str, Callable[[int], str]] = {
    "two words": lambda one: " ".join(name_of(one).split()[0:3:2]),
    "a tenth's name": lambda _one: "perez",
    "first letters": lambda one: name_of(one).split()[2][:4],
    "a slip": lambda one: _slipped(name_of(3 * one).split()[2]),
    "document": lambda one: document_of(one).replace("CC ", ""),
    "last 4 digits": lambda one: telephone_of(one)[-4:],
    "telephone": telephone_of,
    "invoice": invoice_of,
    "mailbox": lambda one: f"cliente{one}@",
    "nobody": lambda one: f"xyxyx{'abcdefghij'[one % 10]}",
}
"""What is typed, of the customer with a number."""


def find_figures(stage: Stage) -> list[Figure]:
    """The median of a search of each kind; the floor fetches twenty customers and their accounts by their keys."""
    write_people(stage)
    numbers = [1 + one * 7_907 % stage.customers for one in range(TIMES)]
    least = stage.meter.floor(lambda: _by_keys(stage, numbers[:20]), times=TIMES)
    return [_figure(stage, name, [typed(one) for one in numbers], floor=least.seconds) for name, typed in TYPED.items()]


def _figure(stage: Stage, name: str, texts: Sequence[str], *, floor: float) -> Figure:
    for text in texts[:5]:
        _search(stage, text)
    with stage.meter.timing() as whole:
        waited = sorted(_search(stage, text) for text in texts)
    middle, late = waited[len(waited) // 2], waited[len(waited) * 95 // 100]
    notes = {"ms p95": late * 1000, "ms CPU": whole.cpu_seconds / len(texts) * 1000}
    return Figure(f"find: {name}", "ms", middle * 1000, floor * 1000, None, whole.other_cores, notes)


def _search(stage: Stage, text: str) -> float:
    began = time.perf_counter()
    with stage.database.reading() as session:
        search(session, stage.person, text)
    return time.perf_counter() - began


def _by_keys(stage: Stage, numbers: Sequence[int]) -> None:
    marks = ", ".join("?" * len(numbers))
    with plain.transaction(stage.database) as connection:
        plain.run(connection, f"SELECT * FROM customer WHERE id IN ({marks})", tuple(numbers)).fetchall()
        plain.run(connection, f"SELECT * FROM account WHERE customer_id IN ({marks})", tuple(numbers)).fetchall()


def _slipped(word: str) -> str:
    """A word with two letters swapped."""
    return word[:2] + word[3:4] + word[2:3] + word[4:]
