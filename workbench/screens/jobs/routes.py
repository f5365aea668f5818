"""One page that follows the runs of jobs."""

from datetime import timedelta

from flask import Blueprint
from werkzeug.wrappers import Response

from models.enums import RunState
from workbench.access.permissions import Permission
from workbench.domain.records import leader, recent_runs
from workbench.kernel.text import N_
from workbench.web import htmx
from workbench.web.db import get_session
from workbench.web.guard import permission
from workbench.web.moment import now

blueprint = Blueprint("jobs", __name__, template_folder="templates")

NAMES = {
    "training": N_("Entrenar los modelos"),
    "nightly": N_("Cerrar el día: saldos, promesas, puntajes y colas"),
    "first_queue": N_("Armar las colas de hoy, a pedido"),
    "training_now": N_("Entrenar los modelos, a pedido"),
    "made_up_company": N_("Cargar la empresa inventada"),
    "housekeeping": N_("Limpiar lo que ya no hace falta"),
}
STEPS = {
    "train": N_("Modelos"),
    "standing": N_("Saldos y promesas"),
    "scores": N_("Puntajes"),
    "queues": N_("Colas"),
    "made_up": N_("Empresa inventada"),
    "forget_keys": N_("Formularios repetidos"),
    "close_imports": N_("Importaciones cortadas"),
    "forget_items": N_("Colas antiguas"),
}
COUNTS = {
    "portfolios": N_("carteras"),
    "promoted": N_("pasan a ordenar"),
    "alarms": N_("con un aviso en Modelo"),
    "accounts": N_("cuentas"),
    "replayed": N_("con movimientos"),
    "promises_changed": N_("promesas que cambiaron"),
    "scored": N_("cuentas con puntaje"),
    "portfolios_without": N_("carteras sin puntaje por una falla"),
    "without_cluster": N_("vez sin el clúster: calculó esta máquina"),
    "items": N_("clientes en cola"),
    "removed": N_("quitadas"),
    "by_model": N_("ordenados por modelo"),
    "callable_that_day": N_("se pueden llamar ese día"),
    "kept": N_("ya trabajados"),
    "keys": N_("olvidados"),
}
RETIRED = frozenset({"callable"})
"""Counts that runs of before kept and that say nothing: who could be called at the hour of the run, in the night."""

ALIVE_WITHIN = timedelta(minutes=2)


@blueprint.get("/ajustes/trabajos")
@permission(Permission.SEE_JOBS)
def index() -> Response:
    """Failed first, then running, then finished; refreshed by itself while something runs."""
    runs = recent_runs(get_session())
    lead = leader(get_session())
    return htmx.look(
        "jobs/page.html",
        piece="jobs/_runs.html",
        failed=[run for run in runs if run.state is RunState.FAILED][:5],
        running=[run for run in runs if run.state is RunState.RUNNING],
        done=[run for run in runs if run.state is RunState.DONE],
        leader=lead,
        is_alive=lead is not None and now() - lead.beat_at < ALIVE_WITHIN,
        names=NAMES,
        steps=STEPS,
        words=COUNTS,
        retired=RETIRED,
    )
