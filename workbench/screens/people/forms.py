"""What is asked of a new person, a role, a team, and of who leaves."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from workbench.queries.people import PersonLine, TeamLine
from workbench.web.fields import Filled, choice
from workbench.web.forms import BaseForm
from workbench.web.people_words import role_name

POOL = "equipo"


class ManyField(SelectMultipleField):
    """Rows to choose from, a checkbox each."""

    widget = ListWidget(prefix_label=False)  # type: ignore[assignment]  # wtforms
    option_widget = CheckboxInput()  # type: ignore[assignment]  # wtforms

    @property
    def ids(self) -> list[int]:
        """The numbers of the chosen rows."""
        return [int(one) for one in self.data or []]


class InviteForm(BaseForm):
    """A new person: they choose their own password by the link."""

    name = StringField(_l("Nombre"), validators=[Filled(_l("Escriba el nombre de la persona.")), Length(max=120)])
    email = EmailField(_l("Correo"), validators=[Filled(_l("Escriba su correo.")), Length(max=200)])
    role = SelectField(_l("Rol"))
    teams = ManyField(_l("Equipos"))  # type: ignore[no-untyped-call]  # wtforms

    def offer(self, roles: Iterable[str], teams: Iterable[TeamLine]) -> None:
        """Fill the lists."""
        self.role.choices = [choice(code, role_name(code)) for code in roles]
        self.teams.choices = [choice(str(team.id), team.name) for team in teams]


class PlaceForm(BaseForm):
    """Role and teams of somebody who is here."""

    role = SelectField(_l("Rol"))
    teams = ManyField(_l("Equipos"))  # type: ignore[no-untyped-call]  # wtforms

    def offer(self, roles: Iterable[str], teams: Iterable[TeamLine]) -> None:
        """Fill the lists."""
        self.role.choices = [choice(code, role_name(code)) for code in roles]
        self.teams.choices = [choice(str(team.id), team.name) for team in teams]


class LeaveForm(BaseForm):
    """Where the accounts of somebody who leaves go."""

    to = SelectField(_l("A quién pasan sus cuentas"))
    why = StringField(_l("Motivo"), validators=[Filled(_l("Diga por qué se reasignan.")), Length(max=200)])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """The pool first, then the colleagues who work all of the portfolios."""
        self.to.choices = [
            choice(POOL, _l("Nadie: del equipo")),
            *(choice(str(one), name) for one, name in people),
        ]

    @property
    def receiver(self) -> int | None:
        """Who gets them; None is the pool."""
        return int(self.to.data) if str(self.to.data).isdecimal() else None


class TeamForm(BaseForm):
    """A team: its name, its people and the portfolios it works."""

    name = StringField(
        _l("Nombre del equipo"), validators=[Filled(_l("Escriba el nombre del equipo.")), Length(max=80)]
    )
    members = ManyField(_l("Personas"))  # type: ignore[no-untyped-call]  # wtforms
    portfolios = ManyField(_l("Carteras que trabaja"))  # type: ignore[no-untyped-call]  # wtforms

    def offer(self, people: Iterable[PersonLine], portfolios: Iterable[tuple[int, str]]) -> None:
        """Fill the lists."""
        self.members.choices = [
            choice(str(one.id), f"{one.name} · {role_name(one.role)}") for one in people if one.is_active
        ]
        self.portfolios.choices = [choice(str(one), name) for one, name in portfolios]
