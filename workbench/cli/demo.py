"""`workbench demo`: a made-up company with a believable history, in an empty database."""

import click

from workbench.cli.context import CommandContext, with_database
from workbench.demo.founding import PASSWORD
from workbench.demo.load import Loaded, load_company
from workbench.demo.plans import company_plan
from workbench.demo.state import Stage, State, decide_company, demo_state
from workbench.domain.imports import ImportTerms
from workbench.kernel.text import N_

CUSTOMERS = 1_200
"""What one screen after the other needs to look like work, and loads in half a minute."""

ROLES = {
    "administrator": N_("administración"),
    "supervisor": N_("supervisión"),
    "team_lead": N_("líder de equipo"),
    "collector": N_("gestión"),
}


@click.command("demo", help=N_("Carga una empresa inventada, con personas, carteras y dos años de historia."))
@click.option(
    "--customers", type=click.IntRange(1, 1_000_000), default=CUSTOMERS, show_default=True, help=N_("Cuántos clientes.")
)
@click.option("--seed", type=int, default=1, show_default=True, help=N_("La misma semilla da la misma empresa."))
@click.option("--if-empty", is_flag=True, help=N_("No hace nada, sin error, si la base de datos ya tiene datos."))
@with_database
def demo(context: CommandContext, *, customers: int, seed: int, if_empty: bool) -> None:
    """Load the company and print who can sign in."""
    with context.database.reading() as session:
        state = demo_state(session)
    if if_empty and state.stage in {Stage.LOADED, Stage.SOMEBODY_ELSES}:
        _say_what_is_there(context, state)
        return
    company = decide_company(state, customers=customers, seed=seed, today=context.today)
    terms = ImportTerms(now=context.now, actor=context.actor, timezone=context.settings.timezone)
    loaded = load_company(context.database, company, terms=terms, progress=context.progress)
    _say_loaded(context, loaded)
    _say_logins(context)


def _say_what_is_there(context: CommandContext, state: State) -> None:
    if state.stage is Stage.LOADED:
        _say_logins(context)
    else:
        context.say(N_("La base de datos ya tiene datos: no se carga la demostración."))


def _say_loaded(context: CommandContext, loaded: Loaded) -> None:
    context.say(
        N_("%(name)s: %(customers)s clientes, %(invoices)s facturas, %(payments)s pagos, %(interactions)s gestiones."),
        name=company_plan().name,
        **loaded.rows,
    )
    if loaded.rejected:
        context.say(N_("Filas que no entraron: %(count)s."), count=loaded.rejected)


def _say_logins(context: CommandContext) -> None:
    context.say(N_("Todo es inventado. Para entrar, con la contraseña %(password)s:"), password=PASSWORD)
    for person in company_plan().people:
        teams = ", ".join(person.teams)
        click.echo(f"  {person.email:<26} {context.text(ROLES[person.role])}{f' ({teams})' if teams else ''}")
