"""`workbench run`: the web server and, as a child of its own, the scheduler."""

import sys
from functools import partial

import click

from migrations import runner
from workbench.cli.context import CommandContext, Refused, refuse_other_revision, with_any_database
from workbench.cli.init import make_private, prepare
from workbench.cli.logs import start_logs
from workbench.cli.scheduler import serve_until_told
from workbench.cli.server import Server, refuse_taken_port
from workbench.cli.supervisor import supervise
from workbench.domain.people import make_first_code
from workbench.kernel.text import N_
from workbench.settings import PRODUCT_NAME

DEFAULT_WORKERS = 2


@click.command("run", help=N_("Inicia el servidor web y el planificador."))
@click.option("--host", default="127.0.0.1", show_default=True, help=N_("Dirección en la que escucha."))
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help=N_("Puerto; 0: uno libre.")
)
@click.option(
    "--workers", default=DEFAULT_WORKERS, show_default=True, type=click.IntRange(1, 64), help=N_("Procesos web.")
)
@click.option("--no-scheduler", is_flag=True, help=N_("Solo el servidor web."))
@with_any_database
def run(context: CommandContext, *, host: str, port: int, workers: int, no_scheduler: bool) -> None:
    """Serve until told to stop. An empty database is made first; the start on screen asks for all the rest."""
    refuse_taken_port(host, port)
    make_private(context.database)
    if runner.current(context.database.engine) is None:
        prepare(context)
    refuse_other_revision(context.database)
    _say_first_code(context)
    context.database.dispose()  # children open their own connections
    web = partial(_serve, context, host=host, port=port, workers=workers)
    if no_scheduler:
        web()
        return
    code = supervise(web, partial(serve_until_told, context.settings))
    if code:
        raise Refused(N_("El servidor web terminó con el código %(code)s."), code=code)


def _say_first_code(context: CommandContext) -> None:
    """Print the code of the first start while nobody works here: who cannot come from this machine needs it."""
    with context.database.writing() as session:
        code = make_first_code(session, now=context.now)
    if code is not None:
        context.say(
            N_("Nadie administra todavía: abra la dirección y empiece. Código de un solo uso: %(code)s"), code=code
        )
        sys.stdout.flush()


def _serve(context: CommandContext, *, host: str, port: int, workers: int) -> None:
    start_logs(context.settings)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def say_address(address: str) -> None:
        context.say(N_("%(product)s atiende en %(address)s (Ctrl+C termina)."), product=PRODUCT_NAME, address=address)
        sys.stdout.flush()

    server = Server(context.settings, {"bind": [bind], "workers": workers}, when_ready=say_address)
    server.run()  # type: ignore[no-untyped-call]  # gunicorn has no types
