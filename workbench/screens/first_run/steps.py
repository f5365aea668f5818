"""The steps of the first start: which are done, which is next, and how long the rest takes. Computed from rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from workbench.domain.company import country_of_preset
from workbench.kernel.text import N_
from workbench.queries.company.first_run import StartState
from workbench.web.counts import ngettext
from workbench.web.preset_words import policy_name


@dataclass(frozen=True)
class Step:
    """One step as the list shows it. `detail` says what was done; `minutes` is what it usually takes."""

    name: str
    label: str
    url: str
    is_done: bool
    detail: str
    minutes: int


NAMES = ("company", "country", "people", "file", "review", "start")
LABELS = {
    "company": N_("Su empresa"),
    "country": N_("País y reglas"),
    "people": N_("Personas y equipos"),
    "file": N_("Primer archivo"),
    "review": N_("Lo que llegó"),
    "start": N_("Primera cola"),
}
MINUTES = {"company": 1, "country": 1, "people": 2, "file": 4, "review": 1, "start": 1}


def steps_of(state: StartState) -> list[Step]:
    """Every step in order."""
    done = _done(state)
    return [
        Step(
            name=name,
            label=gettext(LABELS[name]),
            url=url_for(f"first_run.{name}"),
            is_done=done[name],
            detail=_detail(name, state) if done[name] else "",
            minutes=MINUTES[name],
        )
        for name in NAMES
    ]


def next_of(steps: Sequence[Step]) -> Step:
    """The first step that is not done; the last one where all are."""
    return next((one for one in steps if not one.is_done), steps[-1])


def time_left(steps: Sequence[Step]) -> str:
    """How long the steps that are left take, in words."""
    minutes = sum(one.minutes for one in steps if not one.is_done)
    if not minutes:
        return gettext("Todo listo.")
    return ngettext("Queda %(num)s minuto más o menos.", "Quedan unos %(num)s minutos.", minutes)


def _done(state: StartState) -> dict[str, bool]:
    owing = [one for one in state.portfolios if one.accounts]
    return {
        "company": state.company is not None,
        "country": state.company is not None and state.company.preset is not None,
        "people": state.callers > 0,
        "file": state.accounts > 0,
        "review": bool(owing) and all(one.teams for one in owing) and state.items > 0,
        "start": state.items > 0,
    }


def _detail(name: str, state: StartState) -> str:
    if name == "company" and state.company is not None:
        return state.company.name
    if name == "country" and state.company is not None:
        country = country_of_preset(state.company.preset)
        return policy_name(country.law) if country else gettext("Muy prudente")
    if name == "people":
        return ngettext("%(num)s persona", "%(num)s personas", state.people)
    if name == "file":
        return ngettext("%(num)s cuenta", "%(num)s cuentas", state.accounts)
    if name == "start":
        return ngettext("%(num)s cliente en cola", "%(num)s clientes en cola", state.items)
    return ""
