"""Forms of the queue: leaving an item out with a reason, and putting it off to an hour."""

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, StringField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import AnyOf, Length, StopValidation

from workbench.domain.queue import SNOOZES_OF
from workbench.web.fields import Filled, choice
from workbench.web.forms import BaseForm

OTHER = "other"
REASONS = [
    choice("busy", lazy_gettext("Lo atiende otra persona")),
    choice("data", lazy_gettext("Faltan datos para llamar")),
    choice("later", lazy_gettext("Conviene otro día")),
    choice(OTHER, lazy_gettext("Otra razón")),
]


class SkipForm(BaseForm):
    """Why an item is left out for today."""

    reason = RadioField(
        lazy_gettext("¿Por qué la salta?"),
        choices=REASONS,
        validate_choice=False,
        validators=[AnyOf([one.value for one in REASONS], message=lazy_gettext("Elija una razón."))],
    )
    words = StringField(lazy_gettext("Con sus palabras"), validators=[Length(max=200)])

    def validate_words(self, field: StringField) -> None:
        """Another reason is one only where it is said which."""
        if self.reason.data == OTHER and not (field.data or "").strip():
            raise StopValidation(gettext("Escriba la razón."))

    @property
    def why(self) -> str:
        """The reason as it is kept: the person's own words, or the choice's."""
        said = next((choice.label for choice in REASONS if choice.value == self.reason.data), "")
        return self.words.data or str(said)


class NotFar:
    """An hour within the days for which an item may rest."""

    def __call__(self, _form: object, field: DateTimeLocalField) -> None:
        """Stop with what to do, in the words of the screen."""
        if field.data is not None and field.data.date() > field.meta.today + SNOOZES_OF:
            raise StopValidation(gettext("Se puede posponer %(days)s días como mucho.", days=SNOOZES_OF.days))


class SnoozeForm(BaseForm):
    """Until when an item rests, on the clock of the portfolio."""

    until = DateTimeLocalField(
        lazy_gettext("¿Hasta cuándo?"),
        format="%Y-%m-%dT%H:%M",
        validators=[Filled(lazy_gettext("Elija una hora.")), NotFar()],
    )
