"""What the first start asks."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from workbench.domain.company import Country, countries
from workbench.web.fields import DayField, Filled, choice
from workbench.web.forms import BaseForm
from workbench.web.languages import NAMES
from workbench.web.moment import company_zone, now
from workbench.web.people_words import role_name
from workbench.web.preset_words import policy_name
from workbench.web.zones import zone_choices

STRICT = "STRICT"


class AdministratorForm(BaseForm):
    """The first person: name, address and password; from another machine also the code that the start printed."""

    code = StringField(_l("Código de un solo uso"), validators=[Length(max=40)])
    name = StringField(_l("Su nombre"), validators=[Filled(_l("Escriba su nombre.")), Length(max=120)])
    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo.")), Length(max=200)])
    password = PasswordField(_l("Contraseña"), validators=[Filled(_l("Escriba su contraseña."))])
    again = PasswordField(_l("Otra vez"), validators=[Filled(_l("Escríbala otra vez."))])

    def validate_again(self, field: PasswordField) -> None:
        """Both are the same: nobody sees what they typed."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError(gettext("No es la misma contraseña."))


class CompanyForm(BaseForm):
    """Name, zone, language and currency."""

    name = StringField(_l("Nombre de la empresa"), validators=[Filled(_l("Escriba el nombre de la empresa."))])
    timezone = SelectField(_l("Zona horaria"))
    language = SelectField(_l("Idioma de las personas"))
    currency = StringField(_l("Moneda"), validators=[Filled(_l("Escriba la moneda, como COP.")), Length(max=3)])

    def __init__(self, **kwargs: Any) -> None:  # Any: as wtforms takes them
        """Fill the lists: the zones of the company's country come first, then those where our countries are."""
        super().__init__(**kwargs)
        first = tuple(one.timezone for one in countries())
        self.timezone.choices = zone_choices(company_zone(), first=first, now=now())
        self.language.choices = [choice(code, name) for code, name in NAMES.items()]


class CountryForm(BaseForm):
    """The country whose rules new portfolios begin with."""

    preset = RadioField(_l("País"))
    is_in_many_countries = BooleanField(_l("Tengo clientes en varios países: pregunte por cartera"))
    wants_counsel = BooleanField(_l("La haré revisar por un abogado."))

    def __init__(self, **kwargs: Any) -> None:  # Any: as wtforms takes them
        """Every country, and the policy for who knows none."""
        super().__init__(**kwargs)
        self.preset.choices = [
            *(choice(one.code, policy_name(one.law)) for one in countries()),
            choice(STRICT, gettext("Muy prudente")),
        ]


class CounselForm(BaseForm):
    """Who read the rules, and when."""

    counsel_name = StringField(_l("Quién las revisó"), validators=[Filled(_l("Escriba quién revisó las reglas."))])
    counsel_on = DayField(_l("Cuándo"), validators=[Filled(_l("Escriba el día."))])  # type: ignore[no-untyped-call]  # wtforms


class PersonForm(BaseForm):
    """Somebody to invite, and the team they are in; a team named for the first time is made."""

    name = StringField(_l("Nombre"), validators=[Filled(_l("Escriba el nombre de la persona.")), Length(max=120)])
    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo.")), Length(max=200)])
    role = SelectField(_l("Rol"))
    team = StringField(_l("Equipo"), validators=[Filled(_l("Escriba el nombre del equipo.")), Length(max=80)])

    def offer(self, roles: Iterable[str]) -> None:
        """Fill the list of roles."""
        self.role.choices = [choice(code, role_name(code)) for code in roles]


class SettleForm(BaseForm):
    """The rules of a portfolio that a file made, and the team that works it."""

    preset = SelectField(_l("Reglas de"))
    team = SelectField(_l("La trabaja"))

    def offer(self, lands: Iterable[Country], teams: Sequence[str]) -> None:
        """Fill the lists."""
        self.preset.choices = [
            *(choice(one.code, policy_name(one.law)) for one in lands),
            choice(STRICT, gettext("Muy prudente")),
        ]
        self.team.choices = [choice(name, name) for name in teams]


class ConsentForm(BaseForm):
    """Where the consent of the customers is written down."""

    source = StringField(
        _l("Dónde consta"),
        validators=[Filled(_l("Diga dónde consta la autorización de sus clientes.")), Length(max=200)],
    )
