"""What the pages of Usuarios y equipos are given."""

from typing import Any

from flask import request

from models import User
from workbench.access.person import person_of
from workbench.domain.people import role_codes, why_not_manage
from workbench.kernel.text import N_
from workbench.queries.company.people import PersonLine, TeamLine, held_accounts, people_lines, team_lines
from workbench.screens.people.forms import InviteForm, PlaceForm
from workbench.web.db import get_session
from workbench.web.moment import now
from workbench.web.one_time import handed_over
from workbench.web.people_words import permission_lines, role_name
from workbench.web.session import me
from workbench.web.words import say

FILTERS = {"activas": N_("Activas"), "invitadas": N_("Invitadas"), "apagadas": N_("Apagadas")}


def filter_of(line: PersonLine) -> str:
    """The filter a person is found under: each person under one. Who has no password yet is invited, not active."""
    if not line.is_active:
        return "apagadas"
    return "invitadas" if line.is_waiting else "activas"


def of_filter(lines: list[PersonLine], name: str) -> list[PersonLine]:
    """The people of a filter."""
    return [one for one in lines if filter_of(one) == name]


def page_facts(*, pane: str, **more: Any) -> dict[str, Any]:  # Any: what templates are given
    """The list, its filters and the pane beside it: none, invite, person or leave.

    An address that names no filter shows the one of the chosen person, else who is active.
    """
    lines = people_lines(get_session(), me(), now=now())
    selected: PersonLine | None = more.get("selected")
    chosen = request.args.get("filtro", "")
    if chosen not in FILTERS:
        chosen = filter_of(selected) if selected else "activas"
    teams = team_lines(get_session(), me())
    return {
        "lines": of_filter(lines, chosen),
        "counts": {name: len(of_filter(lines, name)) for name in FILTERS},
        "filters": FILTERS,
        "chosen": chosen,
        "teams": teams,
        "pane": pane,
        "role_name": role_name,
        "selected": None,
        "link": None,
        **more,
    }


def invite_form(**values: Any) -> InviteForm:  # Any: as forms take them
    """The form of a new person, with the roles this person may give."""
    form = InviteForm(**values)
    form.offer(_roles_to_give(None), team_lines(get_session(), me()))
    return form


def person_facts(user: User, *, form: PlaceForm | None = None) -> dict[str, Any]:
    """The pane of one person. Any: what templates are given."""
    lines = people_lines(get_session(), me(), now=now())
    line = next((one for one in lines if one.id == user.id), None)
    if form is None:
        form = PlaceForm(data={"role": user.role.code, "teams": [str(team.id) for team in user.teams]})
        form.offer(_roles_to_give(user), team_lines(get_session(), me()))
    form.seen.show(*place_of(user))
    off = why_not_manage(me(), target_id=user.id, role_now=user.role.code, role_then=None)
    here = why_not_manage(me(), target_id=user.id, role_now=user.role.code, role_then=user.role.code)
    return page_facts(
        pane="person",
        selected=line,
        form=form,
        link=handed_over(),
        may_lines=permission_lines(person_of(user).permissions),
        why_not_off=say(off) if off else None,
        why_not_here=say(here) if here else None,
        held=sum(one.accounts for one in held_accounts(get_session(), user.id)),
    )


def place_of(user: User) -> tuple[str, list[str]]:
    """Role and teams as they stand."""
    return user.role.code, [team.name for team in user.teams]


def place_form(user: User) -> PlaceForm:
    """Role and teams as they were sent."""
    form = PlaceForm()
    form.offer(_roles_to_give(user), team_lines(get_session(), me()))
    return form


def teams_of(lines: list[TeamLine]) -> list[TeamLine]:
    """The teams with those that nobody is in last."""
    return sorted(lines, key=lambda one: (not one.members, one.name))


def _roles_to_give(user: User | None) -> list[str]:
    """The roles that this person may give, and the one the other has."""
    mine, target = me(), None if user is None else user.id
    held = None if user is None else user.role.code
    return [
        code
        for code in role_codes(get_session())
        if code == held or why_not_manage(mine, target_id=target, role_now=held, role_then=code) is None
    ]
