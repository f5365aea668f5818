"""Fields that read what people type: amounts, days, and the key that makes a form safe to send twice.

They get the currency, the regional format and today from the form they stand in, see `workbench.web.forms.BaseForm`.
"""

import hashlib
import uuid
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext
from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from workbench.kernel.money import decimals_of
from workbench.web.days import UnclearDay, format_day, read_day, read_past_day
from workbench.web.formats import language
from workbench.web.money import UnclearAmount, format_money, read_money
from workbench.web.numbers import row_number

MOST_MONEY = 10**17
"""Minor units; more than anybody owes, and less than what a database can keep."""


class NumberField(IntegerField):
    """The number of a row, as typed or hidden; what no row can have is as good as none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = row_number(valuelist[0])
            except ValueError:
                raise ValueError(gettext("Ese número no existe.")) from None


class MoneyField(StringField):
    """An amount in minor units of the form's currency. What is unclear is asked about and stays as it was typed."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; the field's data is None where nothing was typed."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_money(valuelist[0], self.meta.currency, locale=self.meta.region)
        except UnclearAmount as unclear:
            raise ValueError(self._question(unclear)) from None
        if abs(self.data) > MOST_MONEY:
            self.data = None
            raise ValueError(gettext("Ese monto es demasiado grande."))

    def _value(self) -> str:
        """What stands in the field: as typed after a mistake, formatted otherwise."""
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        return format_money(self.data, self.meta.currency, locale=self.meta.region)

    def _question(self, unclear: UnclearAmount) -> str:
        if unclear.readings:
            shown = [format_money(one, self.meta.currency, locale=self.meta.region) for one in unclear.readings]
            return gettext("¿Quiso decir %(first)s o %(second)s?", first=shown[0], second=shown[-1])
        example = format_money(
            10_000 * 10 ** decimals_of(self.meta.currency), self.meta.currency, locale=self.meta.region
        )
        return gettext("Escriba el monto así: %(example)s.", example=example)


class ShareField(StringField):
    """A share that is typed and shown in percent: 2 or 0,5. The field's data is the share, 0.02."""

    data: float | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; the field's data is None where nothing was typed."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            percent = Decimal(valuelist[0].strip().removesuffix("%").strip().replace(",", "."))
        except ArithmeticError:
            percent = Decimal("NaN")
        if not percent.is_finite():
            raise ValueError(gettext("Escriba el porcentaje así: 2 o 0,5."))
        self.data = float(percent / 100)

    def _value(self) -> str:
        """What stands in the field: as typed after a mistake, in the language's own way of writing otherwise."""
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        shown = f"{Decimal(str(self.data)) * 100:f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        return shown if language() == "en" else shown.replace(".", ",")


class DayField(StringField):
    """A local day. Takes hoy, mañana, vie, 30, +7, 30/11, 30 nov and the date inputs of browsers."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; the field's data is None where nothing was typed."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = self.read(valuelist[0])
        except UnclearDay:
            raise ValueError(gettext("Escriba un día: hoy, mañana, vie, 30 o 30/11.")) from None

    def read(self, text: str) -> date:
        """The day that was typed. Raises `UnclearDay`."""
        return read_day(text, today=self.meta.today)

    def _value(self) -> str:
        """What stands in the field: as typed after a mistake, `lun 30 nov` otherwise."""
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        return format_day(self.data, today=self.meta.today, language=language())


class PastDayField(DayField):
    """A day that has been: a day without a year is the last one, not the next."""

    def read(self, text: str) -> date:
        """The day that was typed."""
        return read_past_day(text, today=self.meta.today)


def choice(value: str, label: object) -> SelectChoice:
    """One choice of a select or of radios. A text marked with `lazy_gettext` is put into words where it is shown."""
    return SelectChoice(value, cast("str", label))


class OnceField(HiddenField):
    """The key of one filled-in form: sent twice, it is acted on once. Made when the form is first shown."""

    data: str

    def __init__(self, **kwargs: Any) -> None:  # Any: whatever wtforms passes on
        super().__init__(default=lambda: uuid.uuid4().hex, **kwargs)  # type: ignore[no-untyped-call]  # wtforms


class SeenField(HiddenField):
    """What stood there when the form was shown, so that nobody overwrites what a colleague saved meanwhile."""

    data: str

    def show(self, *values: object) -> None:
        """Keep what stands now."""
        self.data = _fingerprint(values)

    def is_stale(self, *values: object) -> bool:
        """Whether something else stands now; a form that was sent without the field is not asked."""
        return bool(self.data) and self.data != _fingerprint(values)


def _fingerprint(values: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


class AboveZero:
    """An amount must be more than nothing."""

    def __call__(self, _form: object, field: MoneyField) -> None:
        """Stop with what to do, in the words of the screen."""
        if field.data is not None and field.data <= 0:
            raise StopValidation(gettext("Escriba un monto mayor que cero."))


class NotPast:
    """A day must be today or later."""

    def __call__(self, _form: object, field: DayField) -> None:
        """Stop with what to do, in the words of the screen."""
        if field.data is not None and field.data < field.meta.today:
            raise StopValidation(gettext("Esa fecha ya pasó. Elija hoy o después."))


class Filled:
    """Something must be given; `text` says what, such as `Elija el resultado de la llamada`.

    Fields do not carry the attribute `required`: the browser would stop the form with words of its own, in its own
    language, before the screen could say what is missing.
    """

    def __init__(self, text: object) -> None:
        self.text = text

    def __call__(self, _form: object, field: Any) -> None:  # Any: every kind of field
        """Stop without further checks where the field is empty; a mistake already found says more."""
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            if not field.errors:
                raise StopValidation(str(self.text))
            raise StopValidation
