"""How large a file may be. What is larger is refused before it is read, with a sentence; docs/import.md lists these.

They are far above what senders use, and low enough that no file can exhaust a small machine.
"""

from typing import NamedTuple

KIB, MIB, GIB = 1024, 1024**2, 1024**3

TEXT_BYTES = 4 * GIB
"""Of a text file, as it lies there and unpacked."""
PACKED_RATIO = 100
"""How many times its packed size a text file may have; tables come to about ten."""
ALWAYS_UNPACKED = 64 * MIB
"""What is less is unpacked whatever its ratio."""
LINE_BYTES = 1 * MIB
"""Of a line of text."""
ROW_LENGTH = 1 * MIB
"""Characters of a row: a quoted cell may have several lines."""
CELL_LENGTH = 32_767
"""Characters of a cell: as many as a spreadsheet holds."""
COLUMNS = 500
HEADER_LENGTH = 200
"""Characters of a column's name."""
ROWS = 20_000_000

WORKBOOK_BYTES = 100 * MIB
"""Of a workbook, as it lies there."""
MAPPING_BYTES = 16 * KIB
"""Of a mapping file."""
MAPPING_KEY_PARTS = 8
"""Parts of a key in it; `values.method` has two."""

BATCH_LENGTH = 64 * MIB
"""Characters of the rows that are in memory at once; where rows are long, batches have fewer of them."""


class WorkbookLimits(NamedTuple):
    """What the process that reads a workbook keeps to."""

    unpacked_bytes: int = 512 * MIB
    strings_bytes: int = 128 * MIB
    parts: int = 2_000
    sheets: int = 200
    cells: int = 5_000_000
    columns: int = COLUMNS
    cell_length: int = CELL_LENGTH
    row_length: int = ROW_LENGTH
    memory_bytes: int = 1 * GIB
    seconds: int = 300
