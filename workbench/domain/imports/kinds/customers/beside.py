"""The customers of rows that bring other kinds too, judged while one of the others is imported.

A row whose customer is refused is refused whole: nobody knows whose its invoice or payment is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.enums import ImportKind
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.run import shape_for
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import Line, Sheet, Source
from workbench.domain.imports.kinds.customers.handling import CustomerImport, said_customers
from workbench.domain.imports.kinds.customers.reach import POINTS
from workbench.domain.imports.kinds.customers.rows import CustomerReader
from workbench.domain.imports.kinds.repeats import FileRows


@dataclass
class CustomersBeside:
    """Judges the customers of a file batch by batch, as their own import does; telephones refuse no row."""

    shape: Shape
    file: FileRows = field(default_factory=FileRows)

    def refused(self, lines: Sequence[Line]) -> dict[int, BadCell]:
        """By line, why the customer of a row is refused."""
        whole = self.shape.rows(lines).sheet
        sheet = Sheet(whole.lines, {name: texts for name, texts in whole.columns.items() if name not in POINTS})
        rows = CustomerReader(self.shape, country=None, warnings=Warnings()).read(sheet, {})
        judged = self.file.judge(said_customers(rows, whole=False))
        found = {sheet.lines[place]: bad for place, bad in sheet.bad.items()}
        return found | {rows[place].line: bad for place, bad in judged.refused.items()}


def customers_beside(source: Source, mapping: Mapping, kind: ImportKind) -> CustomersBeside | None:
    """What judges the customers of a file while another kind of its rows is imported; None where it brings none."""
    if kind is ImportKind.CUSTOMERS or ImportKind.CUSTOMERS.value not in mapping.kinds:
        return None
    return CustomersBeside(shape_for(CustomerImport(), source, mapping))
