"""The filter of the queue that a person works under: it stands in the address of the queue and of the call."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import request
from flask_babel import gettext

from workbench.kernel.text import N_
from workbench.queries.queue import NOT_WORKED
from workbench.queries.queue_rows import Chip
from workbench.web import htmx

CHIPS: tuple[tuple[Chip, str], ...] = (
    (Chip.ALL, N_("Todas")),
    (Chip.UNTOUCHED, N_("Sin gestión hoy")),
    (Chip.BROKEN, N_("Promesas no cumplidas")),
    (Chip.HIGH, N_("Monto alto")),
    (Chip.NEW, N_("Nuevas")),
    (Chip.LOCATE, N_("Por localizar")),
    (Chip.RESTING, N_("Hoy no se llaman")),
)
NAMES = ("filtro", "desde")
"""The filter, and where in the list its page begins."""


def work_filter() -> Chip:
    """The filter that the address asks for, or the page that the request came from; all where it names none."""
    asked = queue_args().get("filtro")
    return Chip(asked) if asked in set(Chip) else Chip.ALL


def queue_args() -> dict[str, Any]:  # Any: as addresses take them
    """What every address takes along that leads back to the same place of the same list."""
    asked = {name: request.args[name] for name in NAMES if request.args.get(name)}
    if asked or not request.path.startswith("/llamada/"):
        return asked
    page = dict(parse_qsl(urlsplit(htmx.page_address() or "").query))
    return {name: page[name] for name in NAMES if page.get(name)}


def chip_name(chip: Chip) -> str:
    """What a filter is called in the language of the screen."""
    return gettext(dict(CHIPS)[chip])


def nobody_now() -> str:
    """That "next" found nobody: in the whole queue, or under the filter that it kept to."""
    chip = work_filter()
    if chip is Chip.ALL or chip in NOT_WORKED:
        return gettext("Ahora no hay a quién llamar en su cola.")
    return gettext("Ahora no hay a quién llamar en «%(filter)s».", filter=chip_name(chip))
