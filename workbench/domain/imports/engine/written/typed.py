"""Cells of a spreadsheet that are no text: what they are is known, whatever the locale of the file."""


class TypedNumber(str):
    """A number of a spreadsheet: its digits with a decimal point. It is itself, whatever the locale of the file."""

    __slots__ = ()


class TypedError(str):
    """An error of a spreadsheet's formula, as `#N/A`: what the cell should say is not known."""

    __slots__ = ()


class TypedTruth(str):
    """`true` or `false`, typed as such."""

    __slots__ = ()


class UnsavedFormula(str):
    """The place of a formula whose result was never computed, as `E7`: what the cell should say is not known."""

    __slots__ = ()


class TypedDay(str):
    """A day or an instant of a spreadsheet, in ISO 8601."""

    __slots__ = ()
