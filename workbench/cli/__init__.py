"""The command line: the registry of commands, each loaded only when called, and the printing of errors.

A user's mistake is one line on stderr and exit 1, a misuse is exit 2; a traceback means a defect of the program, or
`WORKBENCH_LOG_LEVEL=DEBUG`.
"""

import copy
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from workbench.kernel.text import N_
from workbench.language import SOURCE, translate

if TYPE_CHECKING:  # loads the database library, which `--help` need not
    from workbench.settings import Settings

# name: where the command is, and its line in `workbench --help`.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("workbench.cli.init:init", N_("Crea o actualiza la base de datos")),
    "demo": ("workbench.cli.demo:demo", N_("Carga una empresa inventada con una historia creíble")),
    "run": ("workbench.cli.run:run", N_("Inicia el servidor web y el planificador")),
    "scheduler": ("workbench.cli.scheduler:scheduler", N_("Inicia solo el planificador")),
    "import": ("workbench.cli.importing:import_file", N_("Importa clientes, facturas, pagos o gestiones")),
    "mapping": ("workbench.cli.mapping:mapping", N_("Muestra cómo se lee un archivo, plantillas y correspondencias")),
    "imports": ("workbench.cli.imports:imports", N_("Muestra las importaciones y deshace una")),
    "portfolio": ("workbench.cli.portfolio:portfolio", N_("Muestra y ajusta las carteras")),
    "standing": ("workbench.cli.standing:standing", N_("Recalcula saldos, mora y promesas a una fecha")),
    "promises": ("workbench.cli.promises:promises", N_("Muestra las promesas con su estado a una fecha")),
    "train": ("workbench.cli.learning:train", N_("Entrena el modelo que ordena la cola")),
    "score": ("workbench.cli.learning:score", N_("Calcula el puntaje de cada cuenta")),
    "backtest": ("workbench.cli.backtest:backtest", N_("Prueba el orden de la cola sobre la historia")),
    "simulate": ("workbench.cli.simulate:simulate", N_("Vive centros inventados y compara órdenes de trabajo")),
    "queues": ("workbench.cli.queues:queues", N_("Arma las colas del día")),
    "queue": ("workbench.cli.queues:queue", N_("Imprime las colas armadas, en orden")),
    "treatment": ("workbench.cli.treatment:treatment", N_("Imprime a quién se llamó y con qué probabilidad")),
    "kpis": ("workbench.cli.kpis:kpis", N_("Muestra los indicadores de un período")),
    "may-contact": ("workbench.cli.may_contact:may_contact", N_("Pregunta si se puede contactar a una persona")),
    "script": ("workbench.cli.script:script", N_("Revisa y muestra guiones")),
    "find": ("workbench.cli.find:find", N_("Busca clientes y dice por qué salió cada uno")),
    "customer": ("workbench.cli.customer:customer", N_("Entrega o borra los datos de un cliente")),
    "user": ("workbench.cli.user:user", N_("Agrega y administra personas")),
    "doctor": ("workbench.cli.doctor:doctor", N_("Revisa que todo esté en orden, una línea por tema")),
    "backup": ("workbench.cli.backup:backup", N_("Copia la base de datos embebida mientras se usa")),
    "restore": ("workbench.cli.backup:restore", N_("Devuelve la base de datos embebida a una copia")),
    "bench": ("workbench.cli.bench:bench", N_("Mide la velocidad contra su piso en esta máquina")),
}


class LazyGroup(click.Group):
    """Commands by name; a command's module is imported when it is called, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the registry."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with its help in the operator's language; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return _translated(command, _locale(ctx.obj))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the program is, in the operator's language."""
        formatter.write_paragraph()
        formatter.write_text(translate(self.help or "", _locale(ctx.obj)))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line each, from the registry."""
        locale = _locale(ctx.obj)
        with formatter.section(translate(N_("Comandos"), locale)):
            formatter.write_dl([(name, translate(line, locale)) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    name="workbench",
    help=N_("Abono: mesa de trabajo para la cobranza amistosa."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
def cli() -> None:
    """The root of all commands."""


def main() -> None:
    """The console script."""
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: list[str], *, settings: "Settings | None" = None) -> int:
    """Run one command line; print a failure as one line on stderr. Returns the exit code."""
    try:
        ended = cli.main(arguments, prog_name="workbench", standalone_mode=False, obj=settings)
    except click.Abort:
        return 1
    except click.UsageError as misuse:
        misuse.show()
        return misuse.exit_code
    except Exception as wrong:  # a user's mistake becomes one line; a defect of the program is raised again
        from workbench.cli.failures import one_line  # noqa: PLC0415 - slow to load, and `--help` needs none of it

        line = one_line(wrong, _locale(settings), settings)
        if line is None or os.environ.get("WORKBENCH_LOG_LEVEL") == "DEBUG":
            raise
        click.echo(line, err=True)
        return 1
    return ended if isinstance(ended, int) else 0


def _locale(settings: "Settings | None") -> str:
    """The operator's language, read without settings, because `--help` must not create a file or fail."""
    if settings is not None:
        return settings.locale
    return os.environ.get("WORKBENCH_LOCALE") or SOURCE


def _translated(command: click.Command, locale: str) -> click.Command:
    """A copy of a command whose help, and that of its options and subcommands, is in a language."""
    shown = copy.copy(command)
    shown.help = translate(command.help or "", locale)
    shown.params = [_translated_parameter(parameter, locale) for parameter in command.params]
    if isinstance(command, click.Group) and isinstance(shown, click.Group):
        shown.commands = {name: _translated(sub, locale) for name, sub in command.commands.items()}
    return shown


def _translated_parameter(parameter: click.Parameter, locale: str) -> Any:  # Any: copy keeps the parameter's class
    shown = copy.copy(parameter)
    if isinstance(shown, click.Option):
        shown.help = translate(shown.help or "", locale)
    return shown
