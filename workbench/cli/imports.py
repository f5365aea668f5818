"""`workbench imports`: the imports that were made, and undoing one."""

import click

from workbench.cli.context import CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.imports import UndoRefused, latest_imports, undo_import
from workbench.kernel.errors import NotVisible
from workbench.kernel.money import amount_figure
from workbench.kernel.text import N_
from workbench.language import count_text


@click.group("imports", help=N_("Muestra las importaciones y deshace una."))
def imports() -> None:
    """The imports that were made."""


@imports.command("list", help=N_("Las últimas importaciones, de la más nueva a la más vieja."))
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help=N_("Cuántas a lo sumo."))
@format_option()
@with_database
def list_imports(context: CommandContext, *, limit: int, output: str) -> None:
    """Print the latest imports."""
    with context.database.reading() as session:
        runs = latest_imports(session, limit=limit)
    if output == "json":
        print_json({"imports": [one.as_json() for one in runs]})
        return
    for one in runs:
        counts = one.counts
        context.say(
            N_("%(id)s  %(at)s  %(kind)s  %(file)s  %(inserted)s nuevas, %(updated)s corregidas  %(money)s  %(state)s"),
            id=one.id,
            at=one.started_at.astimezone(context.settings.zone).strftime("%Y-%m-%d %H:%M"),
            kind=one.kind.value,
            file=one.file_name,
            inserted=count_text(counts.get("inserted", 0), context.settings.locale),
            updated=count_text(counts.get("updated", 0), context.settings.locale),
            money=", ".join(_amount(told["amount"], told["currency"]) for told in counts.get("money", ())),
            state=context.text(one.state),
        )


@imports.command("undo", help=N_("Deshace una importación entera, si nada se apoya en ella."))
@click.argument("import_id", type=int)
@format_option()
@with_database
def undo(context: CommandContext, *, import_id: int, output: str) -> None:
    """Take an import back, or say what stands in the way."""
    try:
        with context.database.writing() as session:
            undone = undo_import(session, import_id, actor=context.actor, now=context.now, today=context.today)
    except NotVisible:
        raise Refused(N_("No hay ninguna importación %(id)s."), id=import_id) from None
    except UndoRefused as refused:
        found = " ".join(context.text(one.text, **one.values) for one in refused.obstacles)
        raise Refused("%(why)s %(found)s", why=context.text(refused.reason), found=found) from None
    if output == "json":
        told = {"import_id": import_id, "deleted": dict(undone.deleted), "restored": dict(undone.restored)}
        print_json({**told, "kept": undone.kept, "standing_waits": undone.waits})
        return
    context.say(
        N_("Deshecha: %(deleted)s filas borradas, %(restored)s devueltas a lo que decían."),
        deleted=count_text(undone.deleted.total(), context.settings.locale),
        restored=count_text(undone.restored.total(), context.settings.locale),
    )
    for code in undone.kept:
        context.say(N_("Se queda la cartera %(code)s, que ya se había configurado."), code=code)
    if undone.waits:
        context.say(N_("Los saldos no se han recalculado: ejecute `workbench standing`."))


def _amount(amount: int, currency: str) -> str:
    return f"{amount_figure(amount, currency)} {currency}"
