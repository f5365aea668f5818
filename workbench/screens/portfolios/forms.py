"""Which accounts move, to whom, and why."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from workbench.domain.portfolios import AccountFilter
from workbench.domain.queue import WorkChange
from workbench.queries.portfolios import BoardLine
from workbench.web.fields import DayField, MoneyField, ShareField, choice
from workbench.web.forms import BaseForm
from workbench.web.numbers import MOST

EVERYBODY, POOL = "todas", "equipo"
_DAYS = [
    Optional(),
    NumberRange(min=0, max=9999, message=lazy_gettext("Escriba los días con un número, de 0 en adelante.")),
]


class ReassignForm(BaseForm):
    """The three parts of a reassignment. It is read from the address to preview, and from a POST to act."""

    whose = SelectField(lazy_gettext("De quién"))
    min_days = IntegerField(lazy_gettext("Mora desde (días)"), validators=_DAYS)
    max_days = IntegerField(lazy_gettext("Mora hasta (días)"), validators=_DAYS)
    min_overdue = MoneyField(lazy_gettext("Vencido desde"))  # type: ignore[no-untyped-call]  # wtforms
    limit = IntegerField(
        lazy_gettext("Cuántas a lo sumo"),
        validators=[
            Optional(),
            NumberRange(min=1, max=MOST, message=lazy_gettext("Escriba un número mayor que cero.")),
        ],
    )
    include_agreed = BooleanField(lazy_gettext("Mover también las que tienen promesa viva o llamada agendada"))
    to = SelectField(lazy_gettext("A quién"))
    why = StringField(lazy_gettext("Motivo"), validators=[Optional(), Length(max=200)])

    def offer(self, lines: list[BoardLine]) -> None:
        """Fill the two lists of people."""
        pool = choice(POOL, lazy_gettext("Nadie: del equipo"))
        people = [line for line in lines if line.collector_id is not None]
        named = [choice(str(line.collector_id), line.name) for line in people]
        receiving = [choice(str(line.collector_id), line.name) for line in people if line.receives]
        self.whose.choices = [choice(EVERYBODY, lazy_gettext("De todos")), pool, *named]
        self.to.choices = [choice("", lazy_gettext("Elija")), pool, *receiving]

    def validate_filters(self) -> bool:
        """Whether what stands in the address can be used; a preview changes nothing and needs no token."""
        del self["csrf_token"]  # type: ignore[no-untyped-call]  # wtforms
        return self.validate()

    @property
    def chosen(self) -> AccountFilter:
        """The accounts asked for."""
        return AccountFilter(
            collector_id=int(self.whose.data) if _is_id(self.whose.data) else None,
            unassigned=self.whose.data == POOL,
            min_days_past_due=self.min_days.data,
            max_days_past_due=self.max_days.data,
            min_overdue=self.min_overdue.data,
            limit=self.limit.data,
        )

    @property
    def receiver(self) -> int | None:
        """Who gets them; None is the pool."""
        return int(self.to.data) if _is_id(self.to.data) else None

    @property
    def is_asked(self) -> bool:
        """Whether a receiver was chosen, so that the effect can be shown."""
        return bool(self.to.data)


class WorkForm(BaseForm):
    """Who is worked, and from when. It is read from the address to preview, and from a POST to save.

    What a field may be is the rule's business, which says it in a sentence; an empty one stays as it is.
    """

    least_overdue = MoneyField(lazy_gettext("Vencido desde, sin lo que tiene a favor"))  # type: ignore[no-untyped-call]  # wtforms
    rest_days = IntegerField(lazy_gettext("Días de descanso tras hablar con el titular"), validators=[Optional()])
    most_tries = IntegerField(lazy_gettext("Intentos en siete días"), validators=[Optional()])
    most_tries_a_day = IntegerField(lazy_gettext("Intentos por día"), validators=[Optional()])
    preventive_days = IntegerField(lazy_gettext("Días antes del vencimiento (0: no)"), validators=[Optional()])
    call_share = ShareField(lazy_gettext("Se llama al azar cada 14 días: porcentaje de las cuentas"))  # type: ignore[no-untyped-call]  # wtforms
    no_call_share = ShareField(lazy_gettext("Por azar no se llama durante 14 días: porcentaje de las cuentas"))  # type: ignore[no-untyped-call]  # wtforms
    from_on = DayField(lazy_gettext("Rige desde"))  # type: ignore[no-untyped-call]  # wtforms

    def validate_fields(self) -> bool:
        """Whether what stands in the address can be read; a preview changes nothing and needs no token."""
        del self["csrf_token"]  # type: ignore[no-untyped-call]  # wtforms
        return self.validate()

    @property
    def change(self) -> WorkChange:
        """The settings asked for."""
        return WorkChange(
            least_overdue=self.least_overdue.data,
            rest_days=self.rest_days.data,
            most_tries=self.most_tries.data,
            most_tries_a_day=self.most_tries_a_day.data,
            preventive_days=self.preventive_days.data,
            call_share=self.call_share.data,
            no_call_share=self.no_call_share.data,
        )


class SettingsForm(BaseForm):
    """What queue, contact policy and screens need to know of a portfolio. Read from the address to preview.

    What a field may be is the rule's business, which says it in a sentence.
    """

    name = StringField(lazy_gettext("Nombre"), validators=[Length(max=120)])
    preset = SelectField(lazy_gettext("Política de contacto"))
    capacity = IntegerField(
        lazy_gettext("Capacidad: cuentas por día y gestor"), validators=[Optional(), NumberRange(max=MOST)]
    )
    timezone = SelectField(lazy_gettext("Zona horaria"))
    locale = StringField(lazy_gettext("Formato de montos y fechas"), validators=[Length(max=20)])
    currency = StringField(lazy_gettext("Moneda"), validators=[Length(max=3)])
    posting_lag_days = IntegerField(
        lazy_gettext("Días hasta que se conoce un pago"), validators=[Optional(), NumberRange(max=MOST)]
    )

    def validate_fields(self) -> bool:
        """Whether what stands in the address can be read; a preview changes nothing and needs no token."""
        del self["csrf_token"]  # type: ignore[no-untyped-call]  # wtforms
        return self.validate()


def _is_id(raw: Any) -> bool:  # Any: what a select holds
    return bool(raw) and str(raw).isdecimal()
