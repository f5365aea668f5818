"""What the pages of the first start are given: the list of steps, and what each page adds."""

from typing import Any

from models import OwnCompany
from workbench.domain.company import countries, country_of_preset
from workbench.domain.contact import preset
from workbench.queries.company.first_run import start_state
from workbench.screens.first_run.forms import CounselForm, CountryForm
from workbench.screens.first_run.steps import NAMES, steps_of, time_left
from workbench.web.db import get_session
from workbench.web.moment import today
from workbench.web.people_words import role_name
from workbench.web.preset_words import CONFIDENCE, hours_lines, limit_lines, policy_name

FIRST_SHOWN = 5
"""Countries that have a box of their own; the others are in a list."""


def frame(current: str | None, **more: Any) -> dict[str, Any]:  # Any: what templates are given
    """The steps with the current one, and the pages before and after it."""
    state = start_state(get_session(), today=today())
    steps = steps_of(state)
    place = NAMES.index(current) if current in NAMES else None
    before = steps[place - 1].url if place else None
    after = steps[place + 1].url if place is not None and place + 1 < len(steps) else None
    return {
        "state": state,
        "steps": steps,
        "current": current,
        "left": time_left(steps),
        "is_done": all(one.is_done for one in steps),
        "before": before,
        "after": after,
        "role_name": role_name,
        **more,
    }


def country(
    form: CountryForm, row: OwnCompany | None, *, counsel_form: CounselForm | None = None
) -> dict[str, Any]:  # Any: what templates are given
    """The boxes of the countries and what the chosen one brings."""
    code = form.preset.data if form.preset.data in {one.value for one in form.preset.choices} else "STRICT"
    law = preset(code)
    listed = countries()
    return frame(
        "country",
        form=form,
        row=row,
        boxes=listed[:FIRST_SHOWN],
        others=listed[FIRST_SHOWN:],
        chosen=code,
        law=law,
        land=country_of_preset(code),
        policy_name=policy_name,
        hours=hours_lines(law),
        limits=limit_lines(law),
        confidence=CONFIDENCE.get(law.confidence.value, law.confidence.value),
        counsel_form=counsel_form or CounselForm(formdata=None),
    )
