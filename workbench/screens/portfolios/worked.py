"""What the form «Quién se trabaja» is given: the settings that stand, what would change, and its effect."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from models import Portfolio
from workbench.domain.queue import (
    RestReason,
    WorkPolicyRefused,
    WorkPreview,
    preview_work_policy,
    work_policies_to_come,
    work_policy_on,
)
from workbench.kernel.days import ONE_DAY
from workbench.kernel.text import N_
from workbench.screens.portfolios.forms import WorkForm
from workbench.web.db import get_session
from workbench.web.moment import today
from workbench.web.words import why_not

LABELS: Mapping[RestReason, str] = {
    RestReason.ON_HOLD: N_("En pausa"),
    RestReason.NOTHING_OPEN: N_("Sin deuda"),
    RestReason.DISPUTED: N_("Todo en reclamo"),
    RestReason.TOO_OLD: N_("Mora mayor que la que se gestiona"),
    RestReason.NOT_OVERDUE: N_("Nada vencido"),
    RestReason.CREDIT: N_("Saldo a favor por aplicar"),
    RestReason.SMALL: N_("Vencido menor que el mínimo"),
    RestReason.PROMISE: N_("Promesa vigente"),
    RestReason.CALLBACK: N_("Llamada agendada para otro día"),
    RestReason.SPOKEN: N_("Conversación reciente"),
    RestReason.TRIED_TODAY: N_("Intentos del día agotados"),
    RestReason.TRIES: N_("Intentos de siete días agotados"),
}


@dataclass(frozen=True)
class EffectLine:
    """One line of the effect: what is counted, as the settings stand and as they would be.

    `is_part`: the accounts are counted in a line above.
    """

    label: str
    now: int
    then: int
    is_part: bool = False


def form_of(portfolio: Portfolio, formdata: Any) -> WorkForm:  # Any: what wtforms reads
    """The form as it was filled in, or with the settings that stand tomorrow."""
    tomorrow = today(portfolio.timezone) + ONE_DAY
    terms = work_policy_on(get_session(), [portfolio.id], on=tomorrow)[portfolio.id]
    return WorkForm(
        formdata,
        data=asdict(terms) | {"from_on": tomorrow},
        currency=portfolio.currency,
        region=portfolio.locale,
        today=today(portfolio.timezone),
    )


def context(portfolio: Portfolio, form: WorkForm | None = None) -> dict[str, Any]:  # Any: what templates are given
    """What the piece is given; the effect is added by `preview`."""
    local = today(portfolio.timezone)
    session = get_session()
    return {
        "work_form": form or form_of(portfolio, None),
        "work_terms": work_policy_on(session, [portfolio.id], on=local)[portfolio.id],
        "work_to_come": work_policies_to_come(session, portfolio.id, today=local),
        "work_effect": None,
    }


def from_on_of(portfolio: Portfolio, form: WorkForm) -> date:
    """The first day of the change: tomorrow where none was given."""
    return form.from_on.data or today(portfolio.timezone) + ONE_DAY


def preview(given: dict[str, Any], portfolio: Portfolio, form: WorkForm) -> None:
    """Add the effect, or the sentence that refuses the settings."""
    try:
        found = preview_work_policy(
            get_session(),
            portfolio,
            change=form.change,
            from_on=from_on_of(portfolio, form),
            today=today(portfolio.timezone),
        )
    except WorkPolicyRefused as refused:
        refuse(form, refused)
    else:
        given["work_effect"] = found
        given["work_lines"] = lines(found)


def refuse(form: WorkForm, refused: WorkPolicyRefused) -> None:
    """Say why the settings cannot be so."""
    form.form_errors = [*form.form_errors, why_not(refused)]


def lines(found: WorkPreview) -> list[EffectLine]:
    """Those worked first, then those who rest by reason."""
    return [
        EffectLine(gettext("Se trabajan"), found.now.worked, found.then.worked),
        EffectLine(gettext("Por localizar"), found.now.located, found.then.located),
        EffectLine(gettext("Descansan"), found.now.rests, found.then.rests),
        *(
            EffectLine(
                gettext(LABELS[one]), found.now.resting.get(one, 0), found.then.resting.get(one, 0), is_part=True
            )
            for one in found.reasons
        ),
    ]
