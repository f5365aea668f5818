"""The outcome form: what the chosen result needs, in the account's currency and on its portfolio's days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import AnyOf, Length, Optional

from workbench.domain.calls import FormIncomplete, OutcomeForm
from workbench.web.fields import DayField, MoneyField, OnceField, PastDayField, choice
from workbench.web.forms import BaseForm
from workbench.web.money import format_money
from workbench.web.numbers import row_number
from workbench.web.words import say

PAY_CHANNELS = {
    "transfer": lazy_gettext("Transferencia o PSE"),
    "link": lazy_gettext("Enlace de pago"),
    "cash": lazy_gettext("Efectivo en corresponsal o tienda"),
    "card": lazy_gettext("Tarjeta"),
    "direct_debit": lazy_gettext("Débito automático"),
    "branch": lazy_gettext("En la oficina"),
}
_CHANNEL_CHOICES = [choice("", lazy_gettext("Elija")), *(choice(*one) for one in PAY_CHANNELS.items())]


@dataclass(frozen=True)
class Head:
    """What a form needs before anything else is read: formats, clock and day of the account's portfolio."""

    currency: str
    locale: str
    timezone: str
    today: date


class ResultForm(BaseForm):
    """One filled-in outcome. Which fields are shown follows the result; what is missing is the rule's to say."""

    once = OnceField()
    code = HiddenField()
    script_version = HiddenField()
    contact_point = HiddenField()
    asked = HiddenField()  # the boxes that were shown: one that was not there is not a no
    promise_amount = MoneyField(lazy_gettext("¿Cuánto paga?"))  # type: ignore[no-untyped-call]  # wtforms
    promise_due_on = DayField(lazy_gettext("¿Cuándo?"))  # type: ignore[no-untyped-call]  # wtforms
    promise_channel = SelectField(
        lazy_gettext("¿Por dónde?"),
        choices=_CHANNEL_CHOICES,
        validate_choice=False,  # most results do not show it, and what was not shown was not sent
        validators=[Optional(), AnyOf(list(PAY_CHANNELS), message=lazy_gettext("Elija por dónde paga."))],
    )
    callback_on = DayField(lazy_gettext("¿Qué día?"))  # type: ignore[no-untyped-call]  # wtforms
    callback_hour = TimeField(lazy_gettext("¿A qué hora?"), validators=[Optional()])
    discussed_debt = BooleanField(lazy_gettext("Alcanzamos a hablar de la deuda"))
    claimed_amount = MoneyField(lazy_gettext("¿Cuánto dice que pagó?"))  # type: ignore[no-untyped-call]  # wtforms
    claimed_on = PastDayField(lazy_gettext("¿Qué día pagó?"))  # type: ignore[no-untyped-call]  # wtforms
    claimed_reference = StringField(lazy_gettext("Referencia o canal"), validators=[Optional(), Length(max=100)])
    delay_reason = SelectField(
        lazy_gettext("Motivo"), choices=[choice("", lazy_gettext("No lo contó"))], validate_choice=False
    )
    note = TextAreaField(lazy_gettext("Nota"), validators=[Optional(), Length(max=2000)])

    @classmethod
    def typed(cls, fields: MultiDict[str, str], head: Head) -> "ResultForm":
        """The form with fields as they were sent, not checked: to show what they say."""
        return cls(formdata=fields, today=head.today, currency=head.currency, region=head.locale)

    @classmethod
    def drafted(cls, fields: Mapping[str, str], head: Head) -> "ResultForm":
        """The form of a draft, as it was filled in."""
        return cls.typed(MultiDict(fields), head)

    @staticmethod
    def texts_of(form: OutcomeForm, head: Head) -> dict[str, str]:
        """A form of the rules as the texts of its fields, for a draft; the key of what was sent is left out."""
        local = form.callback_at.astimezone(ZoneInfo(head.timezone)) if form.callback_at else None
        texts = {
            "code": form.code,
            "contact_point": form.contact_point_id,
            "script_version": form.script_version_id,
            "promise_amount": _money(form.promise_amount, head),
            "promise_due_on": form.promise_due_on,
            "promise_channel": form.promise_channel,
            "callback_on": local.date() if local else None,
            "callback_hour": f"{local:%H:%M}" if local else None,
            "discussed_debt": "y" if form.discussed_debt else None,
            "asked": "discussed_debt" if form.discussed_debt is not None else None,
            "claimed_amount": _money(form.claimed_amount, head),
            "claimed_on": form.claimed_on,
            "claimed_reference": form.claimed_reference,
            "delay_reason": form.delay_reason,
            "note": form.note,
        }
        return {name: str(value) for name, value in texts.items() if value not in (None, "")}

    def filled_in(self, zone: str) -> OutcomeForm:
        """The form as the rules take it; hours are on the clock of `zone`."""
        return OutcomeForm(
            idempotency_key=self.once.data,
            code=self.code.data or None,
            contact_point_id=_number(self.contact_point.data),
            script_version_id=_number(self.script_version.data),
            promise_amount=self.promise_amount.data,
            promise_due_on=self.promise_due_on.data,
            promise_channel=self.promise_channel.data or None,
            callback_at=self._callback_at(zone),
            claimed_amount=self.claimed_amount.data,
            claimed_on=self.claimed_on.data,
            claimed_reference=self.claimed_reference.data or None,
            discussed_debt=self.discussed_debt.data if self._was_asked("discussed_debt") else None,
            delay_reason=self.delay_reason.data or None,
            note=(self.note.data or "").strip() or None,
        )

    def take(self, incomplete: FormIncomplete) -> None:
        """Put what a rule found beside the field it is about."""
        for problem in incomplete.problems:
            field = getattr(self, _FIELDS.get(problem.field, problem.field))
            field.errors = [*field.errors, say(problem.text, dict(problem.values))]

    def refuse(self, *reasons: str) -> None:
        """Say why the whole form was not saved."""
        self.form_errors = [*self.form_errors, *reasons]

    def show_only(self, asked: Collection[str]) -> None:
        """Say what is wrong with fields that are not shown at the top of the form; they come back empty.

        A field that the chosen result does not ask for is not drawn, so that saving again leaves it out.

        Args:
            asked: Names of the fields that the result asks for, as the rules call them.

        """
        shown = {_FIELDS.get(name, name) for name in asked} | set(_ALWAYS)
        if "callback_at" in asked:
            shown.add("callback_hour")
        hidden = [field for name, field in self._fields.items() if field.errors and name not in shown]
        for field in hidden:
            self.refuse(*field.errors)
            field.errors = []
        if hidden:
            self.refuse(gettext("Ya lo quitamos del formulario: revise y guarde otra vez."))

    def _callback_at(self, zone: str) -> datetime | None:
        if self.callback_on.data is None or self.callback_hour.data is None:
            return None
        return datetime.combine(self.callback_on.data, self.callback_hour.data, ZoneInfo(zone))

    def _was_asked(self, name: str) -> bool:
        return name in (self.asked.data or "").split()


_FIELDS = {"callback_at": "callback_on"}
_ALWAYS = ("code", "note")


def _money(amount: int | None, head: Head) -> str | None:
    return None if amount is None else format_money(amount, head.currency, locale=head.locale)


def _number(raw: Any) -> int | None:  # Any: what a hidden field holds
    try:
        return row_number(raw)
    except (TypeError, ValueError):
        return None
