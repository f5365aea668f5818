"""What the pages of one customer are given: the account looked at, what may be done now and why not, and the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from models.enums import Channel, Lane
from workbench.access.permissions import Permission
from workbench.domain.contact import SpokenRule, Verdict, may_reach
from workbench.domain.queue import Claim, hours_of_customer, is_taken, rests_of
from workbench.queries.call import call_file
from workbench.queries.call_rows import CallFile
from workbench.queries.customer_file import consents_of, customer_with_accounts, former_keys
from workbench.queries.finding.search import Found
from workbench.queries.scope import account_for
from workbench.queries.timeline import timeline
from workbench.screens.customers.found_facts import found_row
from workbench.web import customer_words
from workbench.web.days import instant_of
from workbench.web.db import get_session
from workbench.web.formats import hour, instant
from workbench.web.moment import now
from workbench.web.numbers import row_number
from workbench.web.reasons import SaidReason, said_habits, said_reasons
from workbench.web.session import me
from workbench.web.words import say

LAST = 3
"""Entries of the history that the preview shows."""


@dataclass(frozen=True)
class MayNow:
    """Whether the customer may be called now, in words; the rules that spoke, and when it opens."""

    text: str
    tone: str
    more: str = ""
    rules: tuple[SpokenRule, ...] = ()
    next_at: datetime | None = None


def preview(customer_id: int) -> dict[str, Any]:  # Any: what templates are given
    """A customer in short, beside a list."""
    return _about(customer_with_accounts(get_session(), me(), customer_id))


def page(customer_id: int) -> dict[str, Any]:  # Any: what templates are given
    """Everything on one customer, by the account that the address asks for."""
    session, found = get_session(), customer_with_accounts(get_session(), me(), customer_id)
    context = _about(found)
    file: CallFile | None = context["file"]
    before = instant_of(request.args.get("antes"))
    if file is not None and before is not None:
        context["timeline"] = timeline(session, me(), customer_id=found.id, before=before)
    return context | {
        "former": former_keys(session, found.id),
        "consents": consents_of(session, found.id),
        "why": _why(session, file) if file else [],
        "hours": _hours(session, file) if file else None,
    }


def _about(found: Found) -> dict[str, Any]:  # Any: what templates are given
    session = get_session()
    account_id = _chosen(found)
    file = call_file(session, me(), account_id=account_id, now=now()) if account_id else None
    return {
        "customer": found,
        "row": found_row(found, me()),
        "account_id": account_id,
        "file": file,
        "may_now": _may_now(session, file) if file else None,
        "timeline": file.timeline if file else None,
        "last": file.timeline.entries[:LAST] if file else (),
        "call_url": _call_url(account_id),
        **customer_words.as_globals(),
    }


def _chosen(found: Found) -> int | None:
    """The account that the address asks for, else the person's own, else the one that owes most."""
    asked = request.args.get("cuenta", type=row_number)
    own = found.own_account(me())
    if asked in {account.id for account in found.accounts}:
        return asked
    return own.id if own else found.accounts[0].id if found.accounts else None


def _call_url(account_id: int | None) -> str | None:
    return url_for("call.open", account_id=account_id) if account_id and me().may(Permission.WORK_QUEUE) else None


def _may_now(session: Session, file: CallFile) -> MayNow:
    """By the rules that the call screen and the queue ask: who has them, the contact gate, who is worked today."""
    item, zone = file.item, file.customer.timezone or file.portfolio.timezone
    if (
        item
        and item.claimed_until
        and is_taken(Claim(item.state, item.claimed_by, item.claimed_until), by=me().id, now=now())
    ):
        text = gettext("La atiende otra persona del equipo hasta las %(hour)s", hour=hour(item.claimed_until))
        return MayNow(text, "warn")
    verdict = may_reach(session, account_for(session, me(), file.account.id), channel=Channel.CALL, at=now())
    if verdict.is_blocked:
        return _blocked(verdict, zone)
    day = file.account.today
    rest = rests_of(session, [file.account.id], on=day, today=day)[file.account.id]
    if rest is not None:
        return MayNow(gettext("Hoy no se trabaja"), "", say(rest.text, dict(rest.values)), verdict.rules)
    if verdict.rules:
        return MayNow(gettext("Se puede llamar escribiendo por qué"), "warn", "", verdict.rules)
    return MayNow(gettext("Se puede llamar ahora"), "ok")


def _blocked(verdict: Verdict, zone: str) -> MayNow:
    opens = verdict.next_allowed_at
    more = gettext("Se abre %(when)s, hora del cliente.", when=instant(opens, zone)) if opens else ""
    return MayNow(gettext("Ahora no se puede llamar"), "bad", more, verdict.rules, opens)


def _why(session: Session, file: CallFile) -> list[SaidReason]:
    """Why the account has its place in today's queue; nothing where it has none or rests."""
    item, portfolio = file.item, file.portfolio
    if item is None or item.account_id != file.account.id or item.lane is Lane.RESTING:
        return []
    told = said_reasons(item, currency=portfolio.currency, locale=portfolio.locale)
    return told + said_habits(session, account_id=item.account_id, on=file.account.today)


def _hours(session: Session, file: CallFile) -> Any:  # Any: `HoursOfCustomer`, which templates read
    return hours_of_customer(session, customer_id=file.customer.id, portfolio_id=file.portfolio.id, now=now())
