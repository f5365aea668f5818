"""What a mapping does not say and the file was looked at for: told with samples, and refused where two readings fit."""

from dataclasses import dataclass
from typing import Any

from workbench.domain.imports.engine.errors import FileRefused
from workbench.kernel.text import N_

SAMPLES = 3
"""Rows that are shown with a guess."""


@dataclass(frozen=True)
class Alternative:
    """One of the readings that fit: the value of the mapping's key, and what the first sample would be."""

    value: str
    reads: str = ""


@dataclass(frozen=True)
class Guess:
    """One thing that was found by looking at the file.

    Args:
        what: The key of the mapping that would say it: `header_row`, `day_formats`, `columns.amount`.
        value: As that key has it.
        samples: Cells or rows it was found by, as they stand in the file.
        alternatives: Every reading that fits, the likelier first, where more than one does: somebody has to choose.

    """

    what: str
    value: str
    samples: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether only one reading fits."""
        return not self.alternatives

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """As the report prints it."""
        return {"what": self.what, "value": self.value, "samples": list(self.samples)}

    def refusal(self, name: str) -> FileRefused:
        """Why a file is not imported on a guess that two readings fit."""
        first, second = self.alternatives[:2]
        return FileRefused(
            N_(
                "%(file)s se puede leer de dos maneras y la correspondencia debe decir cuál: "
                "%(what)s = «%(first)s» (%(first_reads)s) o %(what)s = «%(second)s» (%(second_reads)s)."
            ),
            file=name,
            what=self.what,
            first=first.value,
            first_reads=first.reads or first.value,
            second=second.value,
            second_reads=second.reads or second.value,
        )
