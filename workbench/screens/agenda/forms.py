"""The form of Agenda: to which hour a call is moved, on the clock of the company."""

from flask_babel import lazy_gettext
from wtforms.fields import DateTimeLocalField

from workbench.web.fields import Filled
from workbench.web.forms import BaseForm


class MoveForm(BaseForm):
    """When the customer is called instead."""

    to = DateTimeLocalField(
        lazy_gettext("Otro día y hora"), format="%Y-%m-%dT%H:%M", validators=[Filled(lazy_gettext("Elija una hora."))]
    )
