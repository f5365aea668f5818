"""The blueprint that the routes of Datos register on."""

from collections.abc import Callable

from flask import Blueprint

from workbench.screens.data.words import column_name
from workbench.web.import_words import kind_name

blueprint = Blueprint("data", __name__, template_folder="templates")


@blueprint.context_processor
def words() -> dict[str, Callable[..., str]]:
    """What every page of Datos may call."""
    return {"kind_name": kind_name, "column_name": column_name}
