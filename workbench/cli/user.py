"""`workbench user`: people. A password comes from a prompt, or from stdin where that is not a terminal."""

import sys
from dataclasses import asdict

import click

from models.enums import RoleCode
from workbench.cli.context import CommandContext, format_option, print_json, with_database
from workbench.domain.people import add_user, assign_role, disable_user, reset_password, user_lines
from workbench.kernel.text import N_


@click.group("user", help=N_("Agrega y administra personas."))
def user() -> None:
    """Group of the commands about people."""


@user.command("add", help=N_("Agrega una persona; pide su contraseña, o la lee de la entrada estándar."))
@click.argument("email")
@click.option("--name", required=True, help=N_("Nombre que ven sus colegas."))
@click.option("--role", required=True, type=click.Choice([role.value for role in RoleCode]), help=N_("Su rol."))
@click.option("--team", "teams", multiple=True, help=N_("Un equipo; puede repetirse. Uno nuevo se crea."))
@with_database
def add(context: CommandContext, *, email: str, name: str, role: str, teams: tuple[str, ...]) -> None:
    """Add a person."""
    password = _asked_password(context)
    with context.database.writing() as session:
        added = add_user(
            session, email, name=name, role=role, teams=teams, password=password, actor=context.actor, now=context.now
        )
        context.say(N_("Se agregó a %(email)s con el rol %(role)s."), email=added.email, role=role)


@user.command("list", help=N_("Muestra a todas las personas."))
@format_option()
@with_database
def list_people(context: CommandContext, *, output: str) -> None:
    """Print everyone."""
    with context.database.reading() as session:
        lines = user_lines(session)
    if output == "json":
        print_json({"users": [asdict(line) for line in lines]})
        return
    for line in lines:
        state = "" if line.is_active else context.text(N_("inactiva"))
        click.echo("\t".join([line.email, line.name, line.role, ", ".join(line.teams), state]).rstrip())


@user.command("set-role", help=N_("Da otro rol a una persona, desde su próxima página."))
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in RoleCode]))
@with_database
def set_role(context: CommandContext, *, email: str, role: str) -> None:
    """Give a person another role."""
    with context.database.writing() as session:
        changed = assign_role(session, email, role=role, actor=context.actor, now=context.now)
        context.say(N_("%(email)s tiene el rol %(role)s."), email=changed.email, role=role)


@user.command("disable", help=N_("Cierra la entrada a una persona y termina sus sesiones."))
@click.argument("email")
@with_database
def disable(context: CommandContext, *, email: str) -> None:
    """Disable a person."""
    with context.database.writing() as session:
        disabled = disable_user(session, email, actor=context.actor, now=context.now)
        context.say(N_("%(email)s ya no puede entrar."), email=disabled.email)


@user.command("reset-password", help=N_("Da una contraseña nueva y termina las sesiones abiertas."))
@click.argument("email")
@with_database
def reset(context: CommandContext, *, email: str) -> None:
    """Give a person a new password."""
    password = _asked_password(context)
    with context.database.writing() as session:
        changed = reset_password(session, email, password=password, actor=context.actor, now=context.now)
        context.say(N_("%(email)s tiene una contraseña nueva."), email=changed.email)


def _asked_password(context: CommandContext) -> str:
    """From a prompt that does not echo, else the first line of stdin; never from an argument, which others can see."""
    if sys.stdin.isatty():
        entered: str = click.prompt(context.text(N_("Contraseña")), hide_input=True, confirmation_prompt=True, err=True)
        return entered
    return sys.stdin.readline().rstrip("\r\n")
