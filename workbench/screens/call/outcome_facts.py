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
from workbench.kernel.money import asked_for
from workbench.kernel.text import N_
from workbench.queries.call_rows import CallFile
from workbench.screens.call import picks
from workbench.screens.call.forms import PAY_CHANNELS, Head, ResultForm
from workbench.web.fields import choice
from workbench.web.moment import now

REASON_LABELS = {
    "forbidden": N_("Motivo (solo si lo cuenta)"),
    "optional": N_("Motivo (opcional)"),
    "recommended": N_("Motivo (si ayuda a buscar salida)"),
}


def outcome(  # noqa: PLR0913 - what the region is drawn from
    session: Session,
    file: CallFile,
    asked: Mapping[str, str],
    *,
    form: ResultForm | None,
    head: Head,
    tells_debt: bool,
) -> dict[str, Any]:  # Any: what templates are given
    """The tree with what is chosen in it, and the form with what is proposed."""
    tree = _tree(session)
    code = form.code.data if form else asked.get("codigo")
    chosen = next((one for one in tree if one.code == code), None)
    group = chosen.group if chosen else asked.get("grupo")
    is_picked = form is None and chosen is not None and "paso" not in asked
    days = picks.call_days(file, head=head, now=now()) if chosen is not None and "callback" in chosen.requires else []
    later = next((one for one in days if one.day > head.today), None)
    form = form or _proposed(file, chosen, head=head, callback_on=later.day if later else None, tells_debt=tells_debt)
    _fit(session, form, file, chosen)
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
        "tells_debt": tells_debt,
        "asked_now": asked_for(file.account.overdue_amount, file.account.credit),
        "asks_why": preset(file.portfolio.preset).ask_delay_reason,
        "amount_picks": picks.amount_picks(file, head=head) if tells_debt else [],
        "day_picks": picks.day_picks(file, head=head),
        "callback_days": picks.callback_day_picks(days, head=head),
        "callback_day": later,
        "claimed_days": picks.claimed_day_picks(head=head),
        "last_day": head.today + timedelta(days=file.portfolio.promise_horizon_days),
    }


def _fit(session: Session, form: ResultForm, file: CallFile, chosen: Outcome | None) -> None:
    """The form with what the chosen result, the call and the law make of it."""
    form.code.data = chosen.code if chosen else ""
    form.contact_point.data = form.contact_point.data or _point_id(file)
    if chosen is not None:
        form.show_only(fields_of(chosen))
    form.delay_reason.label.text = gettext(REASON_LABELS[preset(file.portfolio.preset).ask_delay_reason])
    form.delay_reason.choices = [choice("", gettext("No lo contó")), *_reasons(session)]


def group_of(asked: Mapping[str, str], form: ResultForm | None) -> str | None:
    """Who is being spoken with, as far as the form or the address says; see `OutcomeGroup`."""
    code = (form.code.data if form else asked.get("codigo")) or ""
    return code[:2] or asked.get("grupo")


def _tree(session: Session) -> list[Outcome]:
    wanted = sa.select(Outcome).where(Outcome.on_form, Outcome.group.in_(FORM_GROUPS))
    return list(session.scalars(wanted.order_by(Outcome.group, Outcome.position)))


def _reasons(session: Session) -> list[SelectChoice]:
    in_english = str(get_locale()) == "en"
    rows = session.scalars(sa.select(DelayReason).order_by(DelayReason.position))
    return [choice(row.code, row.label_en if in_english else row.label_es) for row in rows]


def _proposed(
    file: CallFile, chosen: Outcome | None, *, head: Head, callback_on: date | None, tells_debt: bool
) -> ResultForm:
    """An empty form; a promise begins with all that is overdue, today's first offer, a call-back on the next day."""
    form = ResultForm(formdata=None, today=head.today, currency=head.currency, region=head.locale)
    if chosen is not None and "promise" in chosen.requires:
        asked = asked_for(file.account.overdue_amount, file.account.credit) or picks.asked_in_all(file)
        form.promise_amount.data = (asked or None) if tells_debt else None
        form.promise_channel.data = _usual_channel(file)
    if chosen is not None and "claimed_payment" in chosen.requires:
        form.claimed_on.data = head.today
    if chosen is not None and "callback" in chosen.requires:
        form.callback_on.data = callback_on
    return form


def _usual_channel(file: CallFile) -> str:
    """By which the customer promised or paid last, else by transfer: the collector reads it back before it is saved."""
    promised = (one.channel for one in file.promises)
    paid = (str(one.method) for one in file.payments if not one.is_reversal)
    known = (one for one in (*promised, *paid) if one in PAY_CHANNELS)
    return next(known, next(iter(PAY_CHANNELS)))


def _point_id(file: CallFile) -> str:
    point = file.attempt.contact_point_id if file.attempt else None
    return str(point or "")
