"""What the page sends: who ranked when the person decided, and what the person notes of an alarm."""

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from workbench.web.fields import NumberField
from workbench.web.forms import BaseForm


class RollBackForm(BaseForm):
    """Going back once. A second press finds somebody else ranking and does nothing."""

    portfolio = StringField(name="cartera", validators=[InputRequired()])
    champion = NumberField(name="ordena", validators=[InputRequired()])  # type: ignore[no-untyped-call]  # wtforms


class AlarmForm(BaseForm):
    """A note on the alarm that the person saw."""

    portfolio = StringField(name="cartera", validators=[InputRequired()])
    alarm = NumberField(name="aviso", validators=[InputRequired()])  # type: ignore[no-untyped-call]  # wtforms
    note = TextAreaField(lazy_gettext("Qué encontró o qué va a hacer"), name="nota")
