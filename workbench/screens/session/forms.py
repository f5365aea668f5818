"""What the sign-in page and the account menu send."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from workbench.settings import LOCALES
from workbench.web.fields import Filled
from workbench.web.forms import BaseForm
from workbench.web.languages import THEMES


def _options(*values: str) -> list[SelectChoice]:
    """The values and the empty one, which leaves a choice as it is."""
    return [SelectChoice(value, value) for value in ("", *values)]


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo."))])
    password = PasswordField(_l("Contraseña"), validators=[Filled(_l("Escriba su contraseña."))])
    remember = BooleanField(_l("Recordarme en este equipo"))


class PreferencesForm(BaseForm):
    """Any of the choices; what is not sent stays as it is."""

    language = SelectField(choices=_options(*LOCALES), default="")
    theme = SelectField(choices=_options(*THEMES), default="")
    shortcuts = SelectField(choices=_options("yes", "no"), default="")
