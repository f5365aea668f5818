"""`workbench script`: what publishing would say of a script file, and the script as it would be read to an account."""

import os
from pathlib import Path

import click

from scripts_library.checks import check, is_publishable
from scripts_library.messages import MESSAGES, Problem
from scripts_library.policy import POLICIES
from workbench.cli.context import Refused, format_option, print_json
from workbench.domain.text import N_
from workbench.language import SOURCE, translate
from workbench.settings import Settings


@click.group("script", help=N_("Revisa y muestra guiones."))
def script() -> None:
    """Group of the commands about scripts."""


@script.command("check", help=N_("Dice lo que diría publicar un guion, línea por línea. No usa la base de datos."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preset", type=click.Choice(sorted(POLICIES)), help=N_("Política de contacto que rige."))
@click.option("--strict", is_flag=True, help=N_("Termina con código 1 si hay errores."))
@format_option()
@click.pass_context
def check_file(context: click.Context, *, file: Path, preset: str | None, strict: bool, output: str) -> None:
    """Check one file. What is wrong with it is the answer, not a failure: the exit is 0 unless `--strict` asks."""
    problems = check(_text(file), preset)
    ok, locale = is_publishable(problems), _locale(context)
    if output == "json":
        print_json({"ok": ok, "problems": [_as_json(problem, locale) for problem in problems]})
    else:
        for problem in problems:
            click.echo(f"{file}:{problem.line}: {problem.severity} [{problem.id}] {_said(problem, locale)}")
        click.echo(translate(N_("Se puede publicar.") if ok else N_("No se puede publicar todavía."), locale))
    if strict and not ok:
        context.exit(1)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        reason = N_("%(file)s no está en UTF-8: el primer carácter que no se entiende es el %(place)s.")
        raise Refused(reason, file=str(file), place=wrong.start + 1) from None


def _as_json(problem: Problem, locale: str) -> dict[str, str | int]:
    return {
        "line": problem.line,
        "severity": problem.severity,
        "id": problem.id,
        "text": _said(problem, locale),
    }


def _said(problem: Problem, locale: str) -> str:
    return translate(MESSAGES[problem.id], locale, problem.values)


def _locale(context: click.Context) -> str:
    """The operator's language, without reading settings: a file is checked on a machine that has none."""
    settings = context.find_root().obj
    return settings.locale if isinstance(settings, Settings) else os.environ.get("WORKBENCH_LOCALE") or SOURCE
