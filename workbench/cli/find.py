"""`workbench find`: customers by name, document, invoice, telephone or mailbox, and why each was found."""

from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import User
from workbench.access.permissions import Permission
from workbench.access.person import Person, person_of
from workbench.cli.context import CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.queue import plain_money
from workbench.kernel.text import N_
from workbench.queries.finding.lookups import Matched, Why
from workbench.queries.finding.search import PAGE, Found, search

SAID = {
    Matched.NAME: N_("nombre"),
    Matched.DOCUMENT: N_("documento"),
    Matched.PHONE: N_("teléfono"),
    Matched.INVOICE: N_("factura"),
    Matched.EMAIL: N_("correo"),
    Matched.REFERENCE: N_("código"),
}
EVERYBODY = Person(0, "workbench find", "", "", frozenset({Permission.SEE_ALL_PORTFOLIOS}), frozenset())
"""Who has a shell on the server sees every customer."""


@click.command("find", help=N_("Busca clientes por nombre, documento, factura, teléfono o correo."))
@click.argument("text")
@click.option("--as", "email", help=N_("Solo lo que ve la persona con este correo."))
@click.option("--limit", type=click.IntRange(1, 500), default=PAGE, show_default=True, help=N_("Clientes a lo sumo."))
@format_option()
@with_database
def find(context: CommandContext, *, text: str, email: str | None, limit: int, output: str) -> None:
    """Print the customers that were found, the best first."""
    with context.database.reading() as session:
        result = search(session, _person(session, email), text, limit=limit)
    if output == "json":
        print_json({"text": text, "has_more": result.has_more, "customers": [_as_json(one) for one in result.found]})
        return
    if not result.typed.is_enough:
        raise Refused(N_("Escriba al menos dos letras o tres cifras."))
    for one in result.found:
        click.echo("\t".join(_as_text(context, one)))
    if result.has_more:
        context.say(N_("Hay más: escriba algo más."))


def _person(session: Session, email: str | None) -> Person:
    if email is None:
        return EVERYBODY
    user = session.scalar(sa.select(User).where(User.email == email.lower()))
    if user is None:
        raise Refused(N_("No hay nadie con el correo %(email)s."), email=email)
    return person_of(user)


def _as_json(one: Found) -> dict[str, Any]:  # Any: JSON
    return {
        "id": one.id,
        "customer": one.external_id,
        "name": one.name,
        "document": one.document,
        "why": [{"matched": why.matched.value, "text": why.text, "approximate": why.is_slip} for why in one.whys],
        "accounts": [
            {
                "account": account.id,
                "portfolio": account.portfolio,
                "currency": account.currency,
                "overdue": account.overdue_amount,
                "open": account.open_amount,
                "collector": account.collector,
            }
            for account in one.accounts
        ],
    }


def _as_text(context: CommandContext, one: Found) -> tuple[str, ...]:
    owed = [plain_money(account.overdue_amount or 0, account.currency) for account in one.accounts]
    return (one.external_id, one.name, one.document or "—", ", ".join(owed) or "—", _because(context, one.whys))


def _because(context: CommandContext, whys: tuple[Why, ...]) -> str:
    told = (context.text(SAID[why.matched]) + ("" if why.matched is Matched.NAME else f" {why.text}") for why in whys)
    return ", ".join(dict.fromkeys(told))
