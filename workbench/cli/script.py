"""`workbench script`: checks a script file as publishing would, and renders it for an account."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from scripts_library.checks import check, is_publishable
from scripts_library.messages import MESSAGES, Problem
from scripts_library.parser import MAX_LENGTH, ScriptMistake, parse
from scripts_library.policy import POLICIES
from scripts_library.render import RenderedBlock
from workbench.access.person import Person
from workbench.cli.context import CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.scripts import render_for, script_facts
from workbench.kernel.text import N_
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
    """Check one file and print its problems. Exit 0 also with problems, unless `--strict` is given."""
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


@script.command("render", help=N_("Muestra un guion como se leería a una cuenta, con sus datos."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", required=True, type=int, help=N_("Número de la cuenta."))
@format_option()
@with_database
def render_file(context: CommandContext, *, file: Path, account: int, output: str) -> None:
    """Render one file with the data of one account and print it."""
    try:
        parsed = parse(_text(file))
    except ScriptMistake as mistake:
        first = mistake.problems[0]
        raise Refused(
            N_("%(file)s, línea %(line)s: no es un guion. Use `workbench script check`."),
            file=str(file),
            line=first.line,
        ) from None
    with context.database.reading() as session:
        facts = script_facts(session, account)
        rendered = render_for(facts, parsed, now=context.now, collector=_OPERATOR)
    if output == "json":
        print_json({"code": rendered.code, "name": rendered.name, "steps": [asdict(step) for step in rendered.steps]})
        return
    for step in rendered.steps:
        for block in (step, *step.responses):
            _print_block(block, indent="  " if block is not step else "")


_OPERATOR = Person(0, "", "", "", frozenset(), frozenset())
"""Nobody in particular: where a script names the collector it says its words for a missing name."""


def _print_block(block: RenderedBlock, *, indent: str) -> None:
    click.echo(f"{indent}## {block.title}")
    for line in block.text.splitlines():
        click.echo(f"{indent}{line}")
    for answer in block.answers:
        outcome = f" [{answer.outcome}]" if answer.outcome else ""
        click.echo(f"{indent}  {answer.key}  {answer.label}{outcome}")
    click.echo()


def _text(file: Path) -> str:
    if file.stat().st_size > 4 * MAX_LENGTH + 3:  # a character has four bytes at most
        raise Refused(N_("%(file)s es demasiado largo para un guion: divídalo."), file=str(file))
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
