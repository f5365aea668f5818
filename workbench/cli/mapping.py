"""`workbench mapping`: how files are read: ready mappings, templates, what a file looks like. Nothing is imported."""

import csv
import sys
from pathlib import Path

import click

from models.enums import ImportKind
from workbench.cli.context import Refused, format_option, print_json, settings_of
from workbench.cli.importing import mapping_named
from workbench.domain import imports
from workbench.kernel.text import N_
from workbench.language import translate

_PATH = click.Path(path_type=Path)
_KIND = click.Choice([kind.value for kind in ImportKind])


@click.group("mapping", help=N_("Correspondencias listas, plantillas y cómo se lee un archivo."))
def mapping() -> None:
    """Every subcommand is below."""


@mapping.command("list", help=N_("Muestra las correspondencias listas para programas conocidos."))
@format_option()
def list_ready(output: str) -> None:
    """One line per ready mapping."""
    ready = imports.ready_mappings().values()
    if output == "json":
        rows = [
            {"name": one.name, "program": one.program, "kinds": [kind.value for kind in one.kinds]} for one in ready
        ]
        print_json({"mappings": rows})
        return
    for one in ready:
        click.echo(f"{one.name}: {one.program} ({', '.join(kind.value for kind in one.kinds)})")


@mapping.command("show", help=N_("Imprime una correspondencia lista."))
@click.argument("name")
def show(name: str) -> None:
    """The TOML file as it stands."""
    if name not in imports.ready_mappings():
        known = ", ".join(imports.ready_mappings())
        raise Refused(N_("No hay una correspondencia «%(name)s»: hay %(known)s."), name=name, known=known)
    click.echo(imports.ready_text(name), nl=False)


@mapping.command("template", help=N_("Imprime la plantilla CSV de un tipo de archivo, con un ejemplo."))
@click.argument("kind", type=_KIND)
@click.pass_context
def print_template(context: click.Context, kind: str) -> None:
    """The header and an example, as CSV."""
    csv.writer(sys.stdout, lineterminator="\n").writerows(
        imports.template(ImportKind(kind), settings_of(context).locale)
    )


@mapping.command("look", help=N_("Muestra cómo se leería un archivo; sirve de correspondencia."))
@click.argument("file", type=_PATH)
@click.option("--kind", type=_KIND, help=N_("Tipo de las filas; sin él, se busca."))
@click.option("--mapping", "named", help=N_("Archivo TOML, o el nombre de una lista."))
@format_option()
@click.pass_context
def look(context: click.Context, *, file: Path, kind: str | None, named: str | None, output: str) -> None:
    """What the file looks like, as a mapping that can be kept."""
    if not file.is_file():
        raise Refused(N_("No existe el archivo %(file)s."), file=str(file))
    locale = settings_of(context).locale
    seen = imports.inspect_file(
        file, kind=ImportKind(kind) if kind else None, mapping=mapping_named(named), locale=locale
    )
    if output == "json":
        print_json(_as_json(seen, locale))
        return
    click.echo(f"# {translate(seen.header_why, locale, seen.header_values)}")
    for guess in seen.guesses:
        options = " | ".join(one.value for one in guess.alternatives)
        samples = "; ".join(" ".join(sample.split()) for sample in guess.samples if sample)
        click.echo(f"# {guess.what} = {options or guess.value}: {samples}")
    click.echo(imports.mapping_as_toml(seen.mapping), nl=False)


def _as_json(seen: imports.Inspection, locale: str) -> dict[str, object]:
    return {
        "name": seen.name,
        "sheets": list(seen.sheets),
        "sheet": seen.sheet,
        "rows": seen.rows,
        "header_row": seen.header_row,
        "header_why": translate(seen.header_why, locale, seen.header_values),
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "columns": [{"header": one.header, "samples": list(one.samples)} for one in seen.columns],
        "kinds": [kind.value for kind in seen.kinds],
        "missing": {kind.value: list(columns) for kind, columns in seen.missing.items()},
        "ready": seen.ready,
        "guesses": [
            {**guess.as_json(), "alternatives": [one.value for one in guess.alternatives]} for guess in seen.guesses
        ],
        "mapping": imports.mapping_as_dict(seen.mapping),
    }
