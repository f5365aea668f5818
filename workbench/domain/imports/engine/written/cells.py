"""A batch's cells in the one form that kinds read: days in ISO 8601, keys and texts plain, amounts without their signs.

What cannot be read refuses its row, with a reason that says how the file is said to be written. Columns that are plain
already, as those of a CSV file in our own form, are passed through.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.domain.imports.engine.amounts import not_an_amount, separators
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.engine.mapping import BY_PORTFOLIO, Mapping
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.sheet import Sheet
from workbench.domain.imports.engine.written.days import day_reader, serial_day
from workbench.domain.imports.engine.written.locales import day_formats_of
from workbench.domain.imports.engine.written.numbers import bare_figure, decimal_sign, figure_reader, fitted
from workbench.domain.imports.engine.written.roles import CellRole, role_of
from workbench.domain.imports.engine.written.typed import TypedDay, TypedError, TypedNumber, TypedTruth, UnsavedFormula
from workbench.kernel.text import N_

DIGITS_KEPT = 15
"""A number of a spreadsheet has no more; the digits behind are lost."""

_DAMAGED = re.compile(r"[+-]?[0-9](?:[.,][0-9]+[eE][+-]?|[eE][+-])[0-9]{1,3}")
_MAYBE_DAMAGED = re.compile(r"[0-9][eE][+-]?[0-9]|#[^0-9]")
# What people and programs write where there is no code; as a key it would make one customer or receipt of many.
_NO_KEY = re.compile(r"^(?:-+|n/a|n\.a\.|s/n|null|none|nan)$", re.IGNORECASE | re.MULTILINE)
_PLAIN_AMOUNTS = re.compile(r"(?:-?[0-9]*(?:\.[0-9]+)?\n)*")
_BETWEEN_EPOCHS = timedelta(days=1462)
_DAY_LENGTH = 10
_LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
# What spreadsheets write for a formula that failed, or for a column that is too narrow.
_ERROR = re.compile(r"#(?:N/[AD]|[¡¿]?[A-Z]+(?:/0)?[!?]|#{2,})")
_LOST = N_("«%(value)s» está en notación científica: perdió sus cifras. Corrija la columna en el archivo de origen.")
_FAILED = N_(
    "«%(value)s» es un error de la hoja de cálculo. Corrija la fórmula o escriba el dato en el archivo de origen."
)
_UNSAVED = N_(
    "La celda %(value)s es una fórmula sin resultado guardado: abra el archivo en Excel, guárdelo y tráigalo otra vez."
)
_KEY_AS_TRUTH = N_(
    "«%(value)s» es verdadero o falso en la hoja de cálculo, y esta columna lleva un código: dé a la columna formato "
    "de texto y escríbalo otra vez."
)
_KEY_AS_DAY = N_(
    "«%(value)s» es una fecha de la hoja de cálculo, y esta columna lleva un código: se perdió como estaba escrito. "
    "Dé a la columna formato de texto y escríbalo otra vez."
)
_TOO_LONG = N_(
    "«%(value)s» es un número de más de 15 cifras: la hoja de cálculo perdió las últimas. Dé a la "
    "columna formato de texto y escríbalo otra vez."
)


_NO_VALUES = frozenset({TypedError, UnsavedFormula})


@dataclass(frozen=True)
class CellForms:
    """How the cells of one file are written.

    Args:
        formats: Of days, by the mapping; empty where they are in ISO 8601.
        decimal: Of amounts; None where they are plain, or as each portfolio writes them.
        by_portfolio: The portfolio of a row says how its amounts are written.
        is_typed: Cells may be numbers and days of a workbook.
        from_1904: Serial days of the workbook are counted from 1904.

    """

    formats: tuple[str, ...] = ()
    decimal: str | None = None
    by_portfolio: bool = False
    is_typed: bool = False
    from_1904: bool = False

    @classmethod
    def of(cls, mapping: Mapping, *, is_typed: bool = False, from_1904: bool = False) -> "CellForms":
        """As a mapping says; its locale says what it does not."""
        return cls(
            mapping.day_formats or day_formats_of(mapping.locale),
            decimal_sign(mapping),
            by_portfolio=mapping.locale == BY_PORTFOLIO and not mapping.decimal,
            is_typed=is_typed,
            from_1904=from_1904,
        )

    def clean(self, sheet: Sheet) -> None:
        """Bring every column of a batch into the form that kinds read, but for the separators of amounts."""
        for name in tuple(sheet.columns):
            role = role_of(name)
            if self.is_typed and any(type(text) in _NO_VALUES for text in sheet.columns[name]):
                _each(sheet, name, _no_error)
            if role is CellRole.KEY:
                self._clean_keys(sheet, name)
            elif role in {CellRole.DAY, CellRole.INSTANT}:
                self._clean_days(sheet, name, role)
            elif role is CellRole.AMOUNT:
                self._clean_amounts(sheet, name)
            elif self.is_typed:
                sheet.columns[name] = [str(text) for text in sheet.columns[name]]

    def _clean_keys(self, sheet: Sheet, name: str) -> None:
        texts = sheet.columns[name]
        if self.is_typed:
            _each(sheet, name, _typed_key)
            texts = sheet.columns[name]
        joined = "\n".join(texts)
        if _MAYBE_DAMAGED.search(joined):
            _each(sheet, name, _whole_key)
        if _NO_KEY.search(joined):
            sheet.columns[name] = ["" if _NO_KEY.fullmatch(text) else text for text in sheet.columns[name]]

    def _clean_days(self, sheet: Sheet, name: str, role: CellRole) -> None:
        has_times = role is CellRole.DAY and max(map(len, sheet.columns[name]), default=0) > _DAY_LENGTH
        if not (self.formats or self.is_typed or has_times):
            return
        read = day_reader(self.formats) if self.formats else None

        def clean(text: str) -> str:
            found = self._day(text, read)
            return found[:_DAY_LENGTH] if role is CellRole.DAY and _LOCAL_TIME.fullmatch(found) else found

        _each(sheet, name, clean)

    def _day(self, text: str, read: Callable[[str], str] | None) -> str:
        if isinstance(text, TypedNumber):
            serial = serial_day(text)
            if serial is not None:
                return _later(serial, _BETWEEN_EPOCHS) if self.from_1904 else serial
        elif not isinstance(text, TypedDay) and read is not None:
            return read(text)
        return str(text)

    def _clean_amounts(self, sheet: Sheet, name: str) -> None:
        """What stands around figures goes; a currency named beside one is that of its row."""
        texts = sheet.columns[name]
        if not (self.is_typed or self.by_portfolio or self.decimal):
            return
        if not self.is_typed and _PLAIN_AMOUNTS.fullmatch("\n".join(texts) + "\n"):
            return
        currencies, cleaned = list(sheet.texts("currency")), list(texts)
        for place, text in enumerate(texts):
            if text and type(text) is str and place not in sheet.bad:
                try:
                    cleaned[place] = _bare(text, currencies, place)
                except BadCell as bad:
                    if "example" in bad.values and self.decimal:
                        bad = not_an_amount(text, decimal=self.decimal)
                    sheet.refuse(place, bad.at(name))
        sheet.columns[name] = cleaned
        if any(currencies):
            sheet.columns["currency"] = currencies

    def settle_amounts(self, sheet: Sheet, *, locale: str, decimals: int, warnings: Warnings) -> None:
        """Bring the amounts of rows of one portfolio into digits with a decimal point.

        Args:
            sheet: Rows of one portfolio.
            locale: Of the portfolio.
            decimals: Of its currency.
            warnings: Where it is told that computed numbers were rounded.

        """
        sign = separators(locale)[1] if self.by_portfolio else self.decimal
        if sign is None and not self.is_typed:
            return
        read = figure_reader(sign or ".")
        for name in [name for name in sheet.columns if role_of(name) is CellRole.AMOUNT]:

            def settle(text: str) -> str:
                if not isinstance(text, TypedNumber):
                    return read(text)
                number = fitted(text, decimals)
                if number != text:
                    reason = N_(
                        "Montos calculados con más decimales que la moneda, redondeados: %(count)s "
                        "(el primero, %(value)s a %(rounded)s)."
                    )
                    warnings.add(reason, value=shown(text), rounded=number)
                return number

            _each(sheet, name, settle)


def _bare(text: str, currencies: list[str], place: int) -> str:
    """The figure of an amount; the currency named beside it must be that of its row, or becomes it."""
    bare = bare_figure(text)
    said = currencies[place].upper()
    if bare.currency and said and said != bare.currency:
        reason = N_("El monto «%(value)s» está en %(found)s y la fila en %(wanted)s: deje una sola moneda.")
        raise BadCell(reason, value=shown(text), found=bare.currency, wanted=said)
    currencies[place] = said or bare.currency or ""
    return bare.figure


def _each(sheet: Sheet, name: str, clean: Callable[[str], str]) -> None:
    """Clean every cell of a column that has one; a bad one refuses its row."""
    cleaned = list(sheet.columns[name])
    for place, text in enumerate(cleaned):
        if text and place not in sheet.bad:
            try:
                cleaned[place] = clean(text)
            except BadCell as bad:
                sheet.refuse(place, bad.at(name))
    sheet.columns[name] = cleaned


def _no_error(text: str) -> str:
    if isinstance(text, TypedError):
        raise BadCell(_FAILED, value=shown(text))
    if isinstance(text, UnsavedFormula):
        raise BadCell(_UNSAVED, value=text)
    return text


def _typed_key(text: str) -> str:
    if isinstance(text, TypedTruth):
        raise BadCell(_KEY_AS_TRUTH, value=shown(text))
    if isinstance(text, TypedDay):
        raise BadCell(_KEY_AS_DAY, value=shown(text))
    if isinstance(text, TypedNumber) and len(text.lstrip("-").split(".")[0]) > DIGITS_KEPT:
        raise BadCell(_TOO_LONG, value=shown(text))
    return str(text)


def _whole_key(text: str) -> str:
    if _DAMAGED.fullmatch(text):
        raise BadCell(_LOST, value=shown(text))
    if _ERROR.fullmatch(text):
        raise BadCell(_FAILED, value=shown(text))
    return text


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day[:_DAY_LENGTH]) + by).isoformat() + day[_DAY_LENGTH:]
