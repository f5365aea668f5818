"""What the sign-in page and the account menu send."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SelectField

from workbench.settings import LOCALES
from workbench.web.fields import Filled
from workbench.web.forms import BaseForm
from workbench.web.languages import THEMES


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo."))])
    password = PasswordField(_l("Contraseña"), validators=[Filled(_l("Escriba su contraseña."))])
    remember = BooleanField(_l("Recordarme en este equipo"))


class PreferencesForm(BaseForm):
    """Any of the choices; what is not sent stays as it is."""

    language = SelectField(choices=[("", ""), *((code, code) for code in LOCALES)], default="")
    theme = SelectField(choices=[("", ""), *((theme, theme) for theme in THEMES)], default="")
    shortcuts = SelectField(choices=[("", ""), ("yes", "yes"), ("no", "no")], default="")
