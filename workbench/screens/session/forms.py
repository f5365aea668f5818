"""What the sign-in page and the account menu send."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from workbench.settings import LOCALES
from workbench.web.fields import Filled
from workbench.web.forms import BaseForm
from workbench.web.languages import THEMES
from workbench.web.moment import get_settings


def _options(*values: str) -> list[SelectChoice]:
    """The values and the empty one, which leaves a choice as it is."""
    return [SelectChoice(value, value) for value in ("", *values)]


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo."))])
    password = PasswordField(_l("Contraseña"), validators=[Filled(_l("Escriba su contraseña."))])
    remember = BooleanField()

    def __init__(self, **kwargs: Any) -> None:  # Any: as wtforms takes them
        """The label says how long a sign-in is remembered, as the operator set it."""
        super().__init__(**kwargs)
        hours = get_settings().session_hours
        self.remember.label.text = gettext("Recordarme en este equipo durante %(hours)s horas", hours=hours)


class PasswordForm(BaseForm):
    """A password that a person chooses for themselves."""

    password = PasswordField(_l("Contraseña"), validators=[Filled(_l("Escriba su contraseña."))])
    again = PasswordField(_l("Otra vez"), validators=[Filled(_l("Escríbala otra vez."))])

    def validate_again(self, field: PasswordField) -> None:
        """Both are the same: nobody sees what they typed."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError(gettext("No es la misma contraseña."))


class PreferencesForm(BaseForm):
    """Any of the choices; what is not sent stays as it is."""

    language = SelectField(choices=_options(*LOCALES), default="")
    theme = SelectField(choices=_options(*THEMES), default="")
    shortcuts = SelectField(choices=_options("yes", "no"), default="")
