"""The outcome region: the tree, the result chosen, its fields and what is proposed in them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from models import DelayReason, Outcome
from models.enums import OutcomeGroup
from workbench.domain.calls import FORM_GROUPS, fields_of
from workbench.domain.contact import preset
from workbench.kernel.calendar import calendar_for, days_to_offer
from workbench.kernel.money import asked_for, country_of_zone, half
from workbench.queries.call_rows import CallFile
from workbench.screens.call.forms import Head, ResultForm
from workbench.web.fields import choice
from workbench.web.formats import short_day
from workbench.web.money import format_money


def outcome(
    session: Session, file: CallFile, asked: Mapping[str, str], *, form: ResultForm | None, head: Head
) -> dict[str, Any]:  # Any: what templates are given
    """The tree with what is chosen in it, and the form with what is proposed."""
    tree = _tree(session)
    code = form.code.data if form else asked.get("codigo")
    chosen = next((one for one in tree if one.code == code), None)
    group = chosen.group if chosen else asked.get("grupo")
    is_picked = form is None and chosen is not None and "paso" not in asked
    form = form or _proposed(file, chosen, head=head)
    form.code.data = chosen.code if chosen else ""
    form.contact_point.data = form.contact_point.data or _point_id(file)
    if chosen is not None:
        form.show_only(fields_of(chosen))
    form.delay_reason.choices = [choice("", gettext("No lo contó")), *_reasons(session)]
    return {
        "form": form,
        "form_groups": FORM_GROUPS,
        "OutcomeGroup": OutcomeGroup,
        "chosen": chosen,
        # An answer of the script chooses an outcome too: who reads the script goes on with its keys.
        "starts_in_fields": is_picked,
        "brings_promise": chosen is not None and "promise" in chosen.requires,
        "group": group if group in FORM_GROUPS else None,
        "results": [one for one in tree if one.group == group],
        "asked_now": asked_for(file.account.overdue_amount, file.account.credit),
        "asks_why": preset(file.portfolio.preset).ask_delay_reason,
        "amount_picks": amount_picks(file, head=head),
        "day_picks": day_picks(file, head=head),
        "last_day": head.today + timedelta(days=file.portfolio.promise_horizon_days),
    }


def _tree(session: Session) -> list[Outcome]:
    wanted = sa.select(Outcome).where(Outcome.on_form, Outcome.group.in_(FORM_GROUPS))
    return list(session.scalars(wanted.order_by(Outcome.group, Outcome.position)))


def _reasons(session: Session) -> list[SelectChoice]:
    in_english = str(get_locale()) == "en"
    rows = session.scalars(sa.select(DelayReason).order_by(DelayReason.position))
    return [choice(row.code, row.label_en if in_english else row.label_es) for row in rows]


def _proposed(file: CallFile, chosen: Outcome | None, *, head: Head) -> ResultForm:
    """An empty form; a promise begins with all that is overdue, today's first offer."""
    form = ResultForm(formdata=None, today=head.today, currency=head.currency, region=head.locale)
    if chosen is not None and "promise" in chosen.requires:
        asked = asked_for(file.account.overdue_amount, file.account.credit) or _asked_in_all(file)
        form.promise_amount.data = asked or None
    if chosen is not None and "claimed_payment" in chosen.requires:
        form.claimed_on.data = head.today
    return form


def amount_picks(file: CallFile, *, head: Head) -> list[tuple[str, str]]:
    """All that is owed, the oldest invoices, half: words and value, each once. What is in dispute is not asked for."""
    owed = _asked_in_all(file)
    overdue = asked_for(file.account.overdue_amount, file.account.credit)
    oldest = [line.open_amount for line in file.debts if not line.disputed]
    offers = [
        (gettext("Todo"), owed),
        (gettext("Lo vencido"), overdue),
        (gettext("Las 2 más antiguas"), asked_for(sum(oldest[:2]), file.account.credit) if len(oldest) > 2 else 0),
        (gettext("La mitad"), half(overdue, head.currency)),
    ]
    shown: dict[int, str] = {}
    for label, amount in offers:
        if amount >= max(file.portfolio.promise_minimum, 1):
            shown.setdefault(amount, label)
    written = ((label, format_money(amount, head.currency, locale=head.locale)) for amount, label in shown.items())
    return [(f"{label} {amount}", amount) for label, amount in written]


def _asked_in_all(file: CallFile) -> int:
    """Everything open that is not in dispute, less the credit."""
    return asked_for(file.account.open_amount - file.account.disputed_amount, file.account.credit)


def day_picks(file: CallFile, *, head: Head) -> list[tuple[str, str]]:
    """Today, the next two working days and the days that the script offers, within the horizon."""
    horizon_days = file.portfolio.promise_horizon_days
    calendar = calendar_for(
        file.customer.country or country_of_zone(file.customer.timezone or head.timezone), file.portfolio.closed_days
    )
    offered = days_to_offer(calendar, today=head.today, horizon_days=horizon_days)
    working = [calendar.working_days_after(head.today, days) for days in (1, 2)]
    chosen = sorted({head.today, *working, *(day for day in offered if day is not None)})
    last = head.today + timedelta(days=horizon_days)
    return [(_day_words(day, head.today), day.isoformat()) for day in chosen if day <= last]


def _day_words(day: date, today: date) -> str:
    return gettext("Hoy") if day == today else short_day(day)


def _point_id(file: CallFile) -> str:
    point = file.attempt.contact_point_id if file.attempt else None
    return str(point or "")
