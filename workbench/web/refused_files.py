"""Files of the watched folder that did not come in: read once per request, told on Importar, counted beside Datos."""

from collections.abc import Sequence
from datetime import timedelta

from flask import g

from models import Upload
from workbench.access.permissions import Permission
from workbench.queries.uploads import refused_in_folder
from workbench.web.db import get_session
from workbench.web.moment import now
from workbench.web.session import may, me

TOLD_FOR = timedelta(days=14)
"""How long a file is told that nobody sees to."""


def refused_files() -> Sequence[Upload]:
    """Those of the last days; none for who may not import."""
    if "refused_files" not in g:
        since = now() - TOLD_FOR
        g.refused_files = refused_in_folder(get_session(), me(), since=since) if may(Permission.IMPORT_DATA) else ()
    found: Sequence[Upload] = g.refused_files
    return found
