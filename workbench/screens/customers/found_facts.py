"""What the lists of found customers show of each row, in words."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.text import N_
from workbench.queries.finding.lookups import Matched
from workbench.queries.finding.search import Found, FoundAccount
from workbench.screens.customers.marking import Pieces, marked_key, marked_name, marked_why
from workbench.web.contacts import format_document, format_phone
from workbench.web.moment import today
from workbench.web.money import format_money

LABELS: Mapping[Matched, str] = {
    Matched.NAME: N_("Nombre"),
    Matched.DOCUMENT: N_("Documento"),
    Matched.PHONE: N_("Teléfono"),
    Matched.INVOICE: N_("Factura"),
    Matched.EMAIL: N_("Correo"),
    Matched.REFERENCE: N_("Código"),
}


@dataclass(frozen=True)
class FoundRow:
    """A customer in a list: its name and document with what was typed marked, why it was found, what it owes."""

    id: int
    name: str
    name_parts: Pieces
    document_parts: Pieces
    city: str | None
    why: list[tuple[str, Pieces]]
    is_slip: bool
    accounts: int
    overdue: str
    days: int
    collector: str | None
    is_mine: bool
    url: str
    account_id: int | None


def found_row(one: Found, person: Person) -> FoundRow:
    """A customer as a list shows it. Its door is the call where the account is the person's own, else its page."""
    typed = [why.typed for why in one.whys if why.matched is Matched.NAME]
    document = format_document(one.document) if one.document else ""
    by_document = next((why.typed for why in one.whys if why.matched is Matched.DOCUMENT), "")
    own, first = one.own_account(person), one.accounts[0] if one.accounts else None
    opened = own or first
    calls = own is not None and person.may(Permission.WORK_QUEUE)
    return FoundRow(
        id=one.id,
        name=one.name,
        name_parts=marked_name(one.name, typed),
        document_parts=marked_key(document, by_document) if document else [],
        city=one.city,
        why=_whys(one),
        is_slip=any(why.is_slip for why in one.whys),
        accounts=len(one.accounts),
        overdue=_overdue(one.accounts),
        days=max((_days(account) for account in one.accounts), default=0),
        collector=first.collector if first else None,
        is_mine=own is not None,
        url=_call(own) if calls and own else url_for("customers.show", customer_id=one.id),
        account_id=opened.id if opened is not None else None,
    )


def _call(account: FoundAccount) -> str:
    return url_for("call.show", account_id=account.id)


def _whys(one: Found) -> list[tuple[str, Pieces]]:
    """Each thing that was found; a name only once, and without its text, which stands beside."""
    told: dict[Matched, tuple[str, Pieces]] = {}
    for why in one.whys:
        beside = why.matched in {Matched.NAME, Matched.DOCUMENT}
        shown = [] if beside else marked_why(why, lambda number: format_phone(number, country=one.country))
        told.setdefault(why.matched, (gettext(LABELS[why.matched]), shown))
    return list(told.values())


def _overdue(accounts: tuple[FoundAccount, ...]) -> str:
    """What is overdue, currency by currency; nothing where nothing is, or where it is not told."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for account in accounts:
        sums[account.currency, account.locale] += account.overdue_amount or 0
    return " + ".join(
        format_money(amount, currency, locale=locale) for (currency, locale), amount in sums.items() if amount
    )


def _days(account: FoundAccount) -> int:
    oldest: date | None = account.oldest_due_on
    return max(0, (today(account.timezone) - oldest).days) if oldest and account.overdue_amount else 0
