"""`workbench customer`: all that is held on one customer as JSON, their erasure, and a key that may come in again."""

import json
import os
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, User
from workbench.access.permissions import Permission
from workbench.access.person import Person, person_of
from workbench.cli.context import CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.privacy import (
    admit_again,
    as_json,
    ask_erasure,
    confirm_erasure,
    erasable,
    everything_about,
    note_copy,
    obstacles,
    possible_from,
    waiting_erasure,
)
from workbench.kernel.text import N_


@click.group("customer", help=N_("Entrega o borra los datos de un cliente."))
def customer() -> None:
    """Group of the commands about one customer's data."""


@customer.command(
    "export", help=N_("Escribe en JSON todo lo que se guarda de un cliente; queda anotado quién lo pidió.")
)
@click.argument("external_id")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=N_("Archivo; sin él, la salida estándar."))
@with_database
def export(context: CommandContext, *, external_id: str, out: Path | None) -> None:
    """Write the copy."""
    with context.database.writing() as session:
        found = _customer(session, external_id)
        note_copy(session, found.id, actor=context.actor, form="json", now=context.now)
        text = json.dumps(as_json(everything_about(session, found, now=context.now)), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
    context.say(N_("Copia escrita en %(file)s. Contiene datos personales: bórrela cuando la entregue."), file=out)


@customer.command(
    "erase",
    help=N_(
        "Borra los datos personales de un cliente; la cartera queda entera bajo un seudónimo. No se puede deshacer. "
        "Una persona lo pide y otra lo confirma; con --dry-run solo dice si se puede."
    ),
)
@click.argument("external_id")
@click.option("--asked-by", help=N_("Correo de quien lo pide."))
@click.option("--confirmed-by", help=N_("Correo de quien lo confirma: otra persona. Sin ella queda esperando."))
@click.option("--name", "typed_name", default="", help=N_("Nombre del cliente, como aparece en pantalla."))
@click.option("--reason", "ground", default="", help=N_("Por qué se borra: quién lo pidió y cuándo."))
@click.option("--dry-run", is_flag=True, help=N_("Solo dice si se puede, y qué lo impide."))
@format_option()
@with_database
def erase(  # noqa: PLR0913 - who asks, who confirms, what was typed
    context: CommandContext,
    *,
    external_id: str,
    asked_by: str | None,
    confirmed_by: str | None,
    typed_name: str,
    ground: str,
    dry_run: bool,
    output: str,
) -> None:
    """Ask for the erasure, confirm it, or say what stands in the way."""
    if dry_run:
        _say_if_possible(context, external_id, output=output)
        return
    if not asked_by and not confirmed_by:
        raise click.UsageError(
            context.text(N_("Diga quién lo pide (--asked-by) o quién lo confirma (--confirmed-by)."))
        )
    with context.database.writing() as session:
        found = _customer(session, external_id)
        key: dict[str, Any] = {
            "customer": found,
            "typed_name": typed_name,
            "today": context.today,
            "now": context.now,
        }  # Any: values of several types
        if asked_by:
            ask_erasure(session, _person(session, asked_by, Permission.ANSWER_REQUESTS), ground=ground, **key)
        if confirmed_by:
            confirm_erasure(session, _person(session, confirmed_by, Permission.ERASE_CUSTOMERS), **key)
        customer_id = found.id
    state = "done" if confirmed_by else "waiting"
    if output == "json":
        print_json({"customer_id": customer_id, "state": state})
    elif confirmed_by:
        context.say(N_("Borrado: queda como cliente %(id)s, sin datos personales."), id=customer_id)
    else:
        context.say(N_("Pedido: falta que otra persona lo confirme."))


@customer.command("admit", help=N_("Permite que los archivos traigan de nuevo una clave borrada, como cliente nuevo."))
@click.argument("external_id")
@click.option("--reason", required=True, help=N_("Por qué vuelve a entrar."))
@with_database
def admit(context: CommandContext, *, external_id: str, reason: str) -> None:
    """Admit a key again."""
    with context.database.writing() as session:
        admit_again(session, external_id, why=reason, actor=context.actor, now=context.now)
    context.say(N_("La clave puede entrar de nuevo, como cliente nuevo."))


def _say_if_possible(context: CommandContext, external_id: str, *, output: str) -> None:
    with context.database.reading() as session:
        found = _customer(session, external_id)
        facts = erasable(session, [found.id], today=context.today, now=context.now)[found.id].facts
        waits = waiting_erasure(session, found.id) is not None
    ways = obstacles(facts)
    possible_on = possible_from(facts, today=context.today)
    if output == "json":
        told = [{"id": one.id, "text": context.text(one.reason, **one.values)} for one in ways]
        print_json({"possible": not ways, "possible_from": possible_on, "waiting": waits, "obstacles": told})
        return
    for one in ways:
        context.say(one.reason, **one.values)
    if not ways:
        context.say(N_("Se puede borrar."))


def _customer(session: Session, external_id: str) -> Customer:
    found = session.scalar(sa.select(Customer).where(Customer.external_id == external_id))
    if found is None:
        raise Refused(N_("No hay ningún cliente «%(value)s»."), value=external_id)
    return found if found.merged_into_id is None else session.get_one(Customer, found.merged_into_id)


def _person(session: Session, email: str, permission: Permission) -> Person:
    user = session.scalar(sa.select(User).where(User.email == email.strip().lower(), User.is_active))
    if user is None:
        raise Refused(N_("No hay ninguna persona activa con el correo %(email)s."), email=email)
    person = person_of(user)
    if not person.may(permission):
        raise Refused(N_("El rol de %(email)s no lo permite."), email=email)
    return person
