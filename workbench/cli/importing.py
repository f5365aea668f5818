"""`workbench import`: a file of customers, invoices, payments or interactions."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from models.enums import ImportKind
from workbench.cli.context import CommandContext, Refused, date_option, format_option, print_json, with_database
from workbench.cli.rejects import RejectsFile
from workbench.domain import imports
from workbench.domain.imports import Translate
from workbench.kernel.money import amount_figure
from workbench.kernel.text import N_
from workbench.language import count_text, translate, translate_figures

SHOWN = 10
"""Rejected rows that are printed; the rejects file and JSON have more."""

_PATH = click.Path(path_type=Path)
_NAMES = {
    ImportKind.CUSTOMERS: N_("Clientes"),
    ImportKind.INVOICES: N_("Facturas"),
    ImportKind.PAYMENTS: N_("Pagos"),
    ImportKind.INTERACTIONS: N_("Gestiones"),
    ImportKind.OPEN_ITEMS: N_("Partidas abiertas"),
}


@click.command("import", help=N_("Importa un archivo CSV (también .gz) o XLSX. Repetirlo no duplica nada."))
@click.argument("kind", type=click.Choice([kind.value for kind in ImportKind]))
@click.argument("file", type=_PATH)
@click.option("--portfolio", help=N_("Cartera de las filas que no dicen la suya."))
@date_option
@click.option("--mapping", help=N_("Archivo TOML, o el nombre de una lista: véase `workbench mapping list`."))
@click.option("--save-mapping", type=_PATH, help=N_("Archivo TOML donde guardar cómo se leyó el archivo."))
@click.option("--dry-run", is_flag=True, help=N_("Revisa y cuenta sin guardar nada."))
@click.option("--complete", is_flag=True, help=N_("Confirma que una lista de partidas abiertas está completa."))
@click.option("--rejects", type=_PATH, help=N_("Archivo CSV para las filas rechazadas, con su motivo."))
@format_option()
@with_database
def import_file(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    kind: str,
    file: Path,
    portfolio: str | None,
    on: date,
    mapping: str | None,
    save_mapping: Path | None,
    dry_run: bool,
    complete: bool,
    rejects: Path | None,
    output: str,
) -> None:
    """Import the file and print the report."""
    said = _mapping_for(file, mapping)
    _refuse_overwriting(file, rejects, save_mapping)
    _refuse_second(context, ImportKind(kind), dry_run=dry_run)
    with (
        context.progress(_NAMES[ImportKind(kind)], output=output) as advance,
        RejectsFile.of(rejects, locale=context.settings.locale) as rejected,
        _few_collections(),
    ):
        terms = imports.ImportTerms(
            now=_instant(context, on),
            actor=context.actor,
            timezone=context.settings.timezone,
            portfolio=portfolio,
            mapping=said,
            dry_run=dry_run,
            complete=complete,
            progress=advance,
            rejects=rejected,
        )
        report = imports.import_file(context.database, ImportKind(kind), file, terms=terms)
    if save_mapping is not None:
        save_mapping.write_text(imports.mapping_as_toml(report.mapping), encoding="utf-8")
    _print(context, report, output=output, rejects=rejects)


def _print(context: CommandContext, report: imports.ImportReport, *, output: str, rejects: Path | None) -> None:
    if output == "json":
        # A program that reads it takes figures as they are.
        print_json(report.as_json(lambda text, values: translate(text, context.settings.locale, values)))
    else:
        _say(context, report, rejects=rejects)


def _refuse_overwriting(file: Path, rejects: Path | None, save_mapping: Path | None) -> None:
    if rejects is not None and rejects.resolve() == file.resolve():
        raise Refused(N_("El archivo de rechazos no puede ser el mismo que se importa."))
    if save_mapping is not None and save_mapping.resolve() == file.resolve():
        raise Refused(N_("La correspondencia no puede guardarse sobre el archivo que se importa."))


def _mapping_for(file: Path, name: str | None) -> imports.Mapping:
    """How the file is read; a file that is not there is refused first."""
    _refuse_missing(file)
    return mapping_named(name)


def mapping_named(name: str | None) -> imports.Mapping:
    """The mapping of a TOML file, or the ready one of this name; nothing said without a name."""
    if name is None:
        return imports.NO_MAPPING
    if name in imports.ready_mappings():
        return imports.Mapping(ready=name)
    _refuse_missing(Path(name))
    return imports.read_mapping(Path(name))


def _refuse_second(context: CommandContext, kind: ImportKind, *, dry_run: bool) -> None:
    """Refuse while another import of the kind is at work, naming it: two at once would not see each other's rows."""
    if dry_run:
        return
    with context.database.reading() as session:
        for run in imports.imports_at_work(session, [kind]):
            text = N_("Ya se está importando %(file)s desde las %(at)s: espere a que termine y repita.")
            at = run.started_at.astimezone(context.settings.zone).strftime("%H:%M")
            raise Refused(text, file=run.file_name, at=at)


def _refuse_missing(*paths: Path | None) -> None:
    for path in paths:
        if path is not None and not path.is_file():
            raise Refused(N_("No existe el archivo %(file)s."), file=str(path))


def _instant(context: CommandContext, on: date) -> datetime:
    """Now; on another day, the same time of that day in the company's zone."""
    if on == context.today:
        return context.now
    here = context.now.astimezone(context.settings.zone)
    return here.replace(year=on.year, month=on.month, day=on.day).astimezone(context.now.tzinfo)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage less often: an import makes many small objects, and looking for cycles took a quarter of it."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _translator(context: CommandContext) -> Translate:
    return lambda text, values: translate_figures(text, context.settings.locale, values)


def _say(context: CommandContext, report: imports.ImportReport, *, rejects: Path | None) -> None:
    if report.dry_run:
        context.say(N_("Ensayo: no se guardó nada."))
    _say_figures(
        context,
        N_(
            "%(kind)s: %(read)s filas leídas, %(inserted)s nuevas, %(updated)s corregidas, %(unchanged)s sin cambios, "
            "%(rejected)s rechazadas."
        ),
        kind=context.text(_NAMES[report.kind]),
        read=report.read,
        inserted=report.inserted,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
    )
    if report.created_customers:
        _say_figures(context, N_("Clientes creados desde las facturas: %(count)s."), count=report.created_customers)
    for currency, amount in sorted(report.money.items()):
        context.say(N_("Monto: %(amount)s %(currency)s."), amount=amount_figure(amount, currency), currency=currency)
    _say_guesses(context, report)
    for line in report.warnings.lines(_translator(context)):
        context.say(N_("Aviso: %(line)s"), line=line)
    _say_rejects(context, report, rejects=rejects)
    if not report.replayed:
        context.say(N_("Los saldos no se han recalculado: ejecute `workbench standing`."))


def _say_figures(context: CommandContext, text: str, **values: object) -> None:
    """Print a line with its counts as people read them."""
    click.echo(translate_figures(text, context.settings.locale, values))


def _say_guesses(context: CommandContext, report: imports.ImportReport) -> None:
    """What was found by looking at the file: to be checked, and said by a mapping from then on."""
    for guess in report.guesses:
        samples = "; ".join(f"«{sample}»" for sample in guess.samples if sample)
        line = N_("Supuesto: %(what)s = «%(value)s» %(samples)s")
        context.say(line, what=guess.what, value=guess.value, samples=f"({samples})" if samples else "")


def _say_rejects(context: CommandContext, report: imports.ImportReport, *, rejects: Path | None) -> None:
    for one in report.rejects[:SHOWN]:
        line = count_text(one.line, context.settings.locale)
        place = f"{line}, {one.column}" if one.column else line
        context.say(N_("Línea %(place)s: %(reason)s"), place=place, reason=one.text(_translator(context)))
    if rejects is not None:
        context.say(N_("Las filas rechazadas están en %(file)s."), file=str(rejects))
    elif report.rejected > SHOWN:
        _say_figures(context, N_("Y %(count)s más: use --rejects para verlas todas."), count=report.rejected - SHOWN)
