"""`workbench doctor`: one line per thing that can go wrong; exit 1 when something needs a person."""

import click

from workbench.cli.checks import Finding, Health, findings
from workbench.cli.context import CommandContext, format_option, print_json, with_any_database
from workbench.kernel.text import N_

# What each check and each state is called.
NAMES = {
    "settings": N_("configuración"),
    "disk": N_("disco"),
    "migrations": N_("base de datos"),
    "scheduler": N_("planificador"),
    "jobs": N_("trabajos"),
    "data": N_("datos"),
    "audit": N_("auditoría"),
    "model": N_("modelo"),
    "requests": N_("peticiones"),
    "outbox": N_("mensajes"),
}
STATES = {Health.OK: N_("ok"), Health.ATTENTION: N_("atención"), Health.BAD: N_("mal")}


@click.command("doctor", help=N_("Revisa que todo esté en orden, una línea por tema."))
@format_option()
@with_any_database
def doctor(context: CommandContext, *, output: str) -> None:
    """Print one line per check, or all of them as JSON; exit 1 where one is bad."""
    found = list(findings(context))
    bad = any(finding.health is Health.BAD for finding in found)
    if output == "json":
        print_json({"ok": not bad, "checks": [_as_json(finding, context) for finding in found]})
    else:
        for finding in found:
            state, name = context.text(STATES[finding.health]), context.text(NAMES[finding.check])
            click.echo(f"{state:<9} {name:<14} {context.text(finding.text, **finding.values)}")
    if bad:
        raise click.exceptions.Exit(1)


def _as_json(finding: Finding, context: CommandContext) -> dict[str, str]:
    text = context.text(finding.text, **finding.values)
    return {"id": finding.check, "state": finding.health.value, "text": text}
