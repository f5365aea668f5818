"""What the templates of a customer's data are given."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from models import Customer
from workbench.access.permissions import Permission
from workbench.domain.privacy import (
    NAMES,
    CustomerCopy,
    erasable,
    held_counts,
    obstacles,
    possible_from,
    sealed_reasons,
    sees_all,
)
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_
from workbench.queries.privacy import account_ids, last_erasure, open_data_requests, orders_of
from workbench.screens.privacy.forms import AskForm, ConfirmForm, OrderForm
from workbench.screens.privacy.words import channel_word, word
from workbench.web.formats import language
from workbench.web.moment import now, today
from workbench.web.session import may, me
from workbench.web.words import say, why_not

CUSTOMER_LINES = (
    ("external_id", N_("Clave en el sistema que la envió")),
    ("document", N_("Documento")),
    ("kind", N_("Tipo")),
    ("segment", N_("Segmento")),
    ("city", N_("Ciudad")),
    ("region", N_("Región")),
    ("country", N_("País")),
    ("timezone", N_("Zona horaria")),
    ("language", N_("Idioma")),
    ("opened_on", N_("Cliente desde")),
    ("created_at", N_("Guardado desde")),
)


def page(  # noqa: PLR0913 - one form each, as it was sent
    session: Session,
    customer: Customer,
    *,
    ask: AskForm | None = None,
    confirm: ConfirmForm | None = None,
    order: OrderForm | None = None,
    refusal: RuleBroken | None = None,
) -> dict[str, Any]:  # Any: what templates are given
    """The page of a customer's data."""
    session.refresh(customer)
    found = erasable(session, [customer.id], today=today(), now=now())[customer.id]
    erasure = last_erasure(session, customer.id)
    counts = held_counts(session, customer.id)
    accounts = account_ids(session, me(), customer.id)
    return {
        "customer": customer,
        "account_id": accounts[0] if accounts else None,
        "sees_all": sees_all(session, me(), customer.id),
        "parts": [(gettext(NAMES[key]), count) for key, count in counts.items() if count],
        "requests": open_data_requests(session, customer.id),
        "obstacles": [say(one.reason, dict(one.values)) for one in obstacles(found.facts)],
        "possible_from": possible_from(found.facts, today=today()),
        "erase_on": found.erase_on,
        "erasure": erasure,
        "reasons": sealed_reasons(session, customer.id),
        "is_asker": erasure is not None and erasure.asked_by_id == me().id,
        "may_confirm": may(Permission.ERASE_CUSTOMERS),
        "orders": orders_of(session, customer.id),
        "ask": ask or AskForm(formdata=None),
        "confirm": confirm or ConfirmForm(formdata=None),
        "order": order or OrderForm(formdata=None),
        "refusal": why_not(refusal) if refusal else None,
        "word": word,
    }


def paper(copy: CustomerCopy) -> dict[str, Any]:  # Any: what templates are given
    """The copy, in the language of the paper; what the paper has no table for is counted."""
    shown = {
        "contact_points", "consents", "holds", "accounts", "invoices", "payments", "interactions", "promises",
        "letters", "requests",
    }  # fmt: skip
    return {
        "copy": copy,
        "creditors": sorted({one["creditor"] or one["name"] for one in copy.portfolios.values()}),
        "contacts": sorted({one["contact"] for one in copy.portfolios.values() if one["contact"]}),
        "lines": _customer_lines(copy.customer),
        "rest": [(gettext(NAMES[key]), len(rows)) for key, rows in copy.parts.items() if rows and key not in shown],
        "attributes_of": attributes_of,
        "outcome_of": lambda code: _outcome(copy, code),
        "word": word,
        "channel_word": channel_word,
    }


def attributes_of(row: Mapping[str, Any]) -> str:  # Any: columns of a row
    """The extra columns of the sender, as they came."""
    given = row.get("attributes") or {}
    return "; ".join(f"{name}: {value}" for name, value in sorted(given.items()) if value not in (None, "", [], {}))


def _customer_lines(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (gettext(label), word(row[name]) if name == "kind" else row[name])
        for name, label in CUSTOMER_LINES
        if row.get(name) not in (None, "")
    ]


def _outcome(copy: CustomerCopy, code: str | None) -> str:
    if code is None:
        return str(gettext("sin resultado"))
    spanish, english = copy.outcomes[code]
    return english if language() == "en" else spanish
