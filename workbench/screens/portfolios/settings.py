"""What the form «Ajustes de la cartera» is given: the values that stand, what would change, and its effect."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext

from models import Portfolio
from workbench.domain.company import countries
from workbench.domain.contact import preset, preset_codes
from workbench.domain.portfolios import PortfolioRefused, Wanted, preview_portfolio, why_not_currency
from workbench.screens.portfolios.forms import SettingsForm
from workbench.web.db import get_session
from workbench.web.fields import choice
from workbench.web.moment import now
from workbench.web.preset_words import hours_lines, limit_lines, policy_name
from workbench.web.words import why_not
from workbench.web.zones import zone_choices

VALUES = ("name", "preset", "capacity", "timezone", "locale", "currency", "posting_lag_days", "numbers_per_customer")


def form_of(portfolio: Portfolio, formdata: Any) -> SettingsForm:  # Any: what wtforms reads
    """The form as it was filled in, or with the values that stand."""
    form = SettingsForm(formdata, prefix="", data={name: getattr(portfolio, name) for name in VALUES})
    form.preset.choices = [choice(code, policy_name(preset(code))) for code in preset_codes()]
    first = tuple(one.timezone for one in countries())
    form.timezone.choices = zone_choices(portfolio.timezone, first=first, now=now())
    return form


def wanted_of(portfolio: Portfolio, form: SettingsForm) -> Wanted:
    """The values that differ from those that stand; a field that was not sent leaves its value as it is."""
    typed = {name: form[name].data for name in VALUES}
    typed["currency"] = (typed["currency"] or "").strip().upper() or None
    return Wanted(**{name: value for name, value in typed.items() if value != getattr(portfolio, name)})


def stands(portfolio: Portfolio) -> list[object]:
    """The values that stand."""
    return [getattr(portfolio, name) for name in VALUES]


def changed_meanwhile(portfolio: Portfolio, form: SettingsForm) -> bool:
    """Whether a colleague saved other values since the form was shown; the form says so and shows those of now."""
    if not form.seen.is_stale(*stands(portfolio)):
        return False
    text = gettext("Otra persona cambió esto mientras tanto: mire los valores de ahora y guarde otra vez.")
    form.form_errors = [*form.form_errors, text, " · ".join(str(value) for value in stands(portfolio)[:-1])]
    return True


def context(portfolio: Portfolio, form: SettingsForm | None = None) -> dict[str, Any]:  # Any: what templates are given
    """What the piece is given; the effect is added by `preview`."""
    kept = why_not_currency(get_session(), portfolio)
    law = preset(portfolio.preset)
    form = form or form_of(portfolio, None)
    form.seen.show(*stands(portfolio))
    return {
        "settings_form": form,
        "settings_effect": None,
        "settings_changes": {},
        "currency_kept": why_not(kept) if kept is not None else None,
        "policy_hours": hours_lines(law),
        "policy_limits": limit_lines(law),
    }


def preview(given: dict[str, Any], portfolio: Portfolio, form: SettingsForm) -> None:
    """Add the effect, or the sentence that refuses the values."""
    wanted = wanted_of(portfolio, form)
    try:
        found = preview_portfolio(get_session(), portfolio, wanted=wanted, now=now())
    except PortfolioRefused as refused:
        refuse(form, refused)
        return
    given["settings_effect"] = found
    given["settings_changes"] = {name for name, value in asdict(wanted).items() if value is not None}
    law = preset(found.then.preset)
    given["policy_hours"], given["policy_limits"] = hours_lines(law), limit_lines(law)


def refuse(form: SettingsForm, refused: PortfolioRefused) -> None:
    """Say why the values cannot be so."""
    form.form_errors = [*form.form_errors, why_not(refused)]


def saved_text(wanted: Wanted) -> str:
    """What is said after saving."""
    if not wanted.given():
        return gettext("No había nada que cambiar.")
    return gettext("Guardado: rige desde ahora; las colas que ya están armadas no cambian hasta que se armen otra vez.")
