"""One page that follows the runs of jobs."""

from datetime import timedelta

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from models.enums import RunState
from workbench.access.permissions import Permission
from workbench.domain.records import leader, recent_runs
from workbench.kernel.text import N_
from workbench.screens.jobs.words import count_words, length_words, period_words
from workbench.web import htmx
from workbench.web.db import get_session
from workbench.web.guard import permission
from workbench.web.moment import now
from workbench.web.navigation import first_settings_page

blueprint = Blueprint("jobs", __name__, template_folder="templates")

NAMES = {
    "training": N_("Entrenar los modelos"),
    "nightly": N_("Cerrar el día: saldos, promesas, puntajes y colas"),
    "first_queue": N_("Armar las colas de hoy, a pedido"),
    "training_now": N_("Entrenar los modelos, a pedido"),
    "made_up_company": N_("Cargar la empresa inventada"),
    "data_check": N_("Revisar los datos de los clientes"),
    "data_check_now": N_("Revisar los datos de los clientes, a pedido"),
    "data_check_files": N_("Revisar los datos de los clientes tras una importación"),
    "check_file": N_("Revisar un archivo"),
    "import_file": N_("Importar un archivo"),
    "housekeeping": N_("Limpiar lo que ya no hace falta"),
}
STEPS = {
    "train": N_("Modelos"),
    "standing": N_("Saldos y promesas"),
    "scores": N_("Puntajes"),
    "queues": N_("Colas"),
    "made_up": N_("Empresa inventada"),
    "check_customers": N_("Lo que falta o está mal"),
    "propose_pairs": N_("Posibles duplicados"),
    "forget_keys": N_("Formularios repetidos"),
    "close_imports": N_("Importaciones cortadas"),
    "forget_items": N_("Colas antiguas"),
    "forget_sign_ins": N_("Entradas que terminaron"),
    "retention": N_("Plazos de conservación"),
    "forget_files": N_("Archivos importados hace tiempo"),
    "rows": N_("Filas"),
}
RETIRED = frozenset({"callable"})
"""Counts that runs of before kept and that say nothing: who could be called at the hour of the run, in the night."""

ALIVE_WITHIN = timedelta(minutes=2)


@blueprint.get("/ajustes")
@permission(Permission.SEE_JOBS, Permission.MANAGE_USERS, Permission.ERASE_CUSTOMERS)
def settings() -> Response:
    """On to the first page of Ajustes that the person may open."""
    return htmx.go(first_settings_page() or url_for("help.show"))


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
        count_words=count_words,
        length_words=length_words,
        retired=RETIRED,
        period_words=period_words,
    )
