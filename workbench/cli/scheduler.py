"""`workbench scheduler`: runs the timetable. Any number of processes may run; one leads."""

import logging
import os
from pathlib import Path

import click

from models import Database
from models.enums import RunState
from workbench.cli.asked import asked_jobs
from workbench.cli.context import CommandContext, Refused, with_database
from workbench.cli.logs import start_logs
from workbench.cli.supervisor import stop_when_told
from workbench.clock import clock
from workbench.domain.records import AuditKeys
from workbench.domain.uploads import Inbox
from workbench.jobs.scheduler import run_once, serve
from workbench.kernel.money import locale_of_zone
from workbench.kernel.text import N_
from workbench.language import translate_figures
from workbench.settings import Settings


@click.command("scheduler", help=N_("Inicia solo el planificador; de varios, uno dirige y los demás esperan."))
@click.option("--once", is_flag=True, help=N_("Hace lo que falte de hoy y termina."))
@with_database
def scheduler(context: CommandContext, *, once: bool) -> None:
    """Keep the timetable until told to stop, or catch up with today and return."""
    if once:
        start_logs(context.settings)
        _catch_up(context)
    else:
        serve_until_told(context.settings)


def serve_until_told(settings: Settings) -> None:
    """Keep the timetable until SIGTERM or SIGINT, and end this process.

    A job still at work is left as if killed: waiting for its thread could take as long as the job.
    """
    start_logs(settings)
    stop = stop_when_told()
    keys = AuditKeys(settings.audit_secrets)
    serve(
        Database(settings.database_url),
        zone=settings.zone,
        clock=clock(settings),
        audit_keys=keys,
        stop=stop,
        cluster=settings.cluster,
        asked=asked_jobs(settings),
        inbox=inbox_of(settings),
    )
    logging.shutdown()
    os._exit(0)


def inbox_of(settings: Settings) -> Inbox | None:
    """The watched folder, where one is set."""
    if not settings.inbox:
        return None
    return Inbox(
        Path(settings.inbox),
        locale=locale_of_zone(settings.timezone),
        translate=lambda text, values: translate_figures(text, settings.locale, values),
    )


def _catch_up(context: CommandContext) -> None:
    settings = context.settings
    done = run_once(context.database, zone=settings.zone, clock=clock(settings), cluster=settings.cluster)
    if done is None:
        context.say(N_("Otro planificador dirige: hará lo que falte de hoy."))
        return
    failed = [name for name, state in done.items() if state is RunState.FAILED]
    if failed:
        raise Refused(N_("No terminó: %(jobs)s. Los detalles están en `workbench doctor`."), jobs=", ".join(failed))
    ran = [name for name, state in done.items() if state is RunState.DONE]
    if ran:
        context.say(N_("Hecho: %(jobs)s."), jobs=", ".join(ran))
    else:
        context.say(N_("Lo de hoy ya estaba hecho."))
