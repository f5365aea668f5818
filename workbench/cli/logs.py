"""Logs of the long-running commands: one line per message on stderr."""

import logging

from workbench.settings import Settings

_CHATTY = ("apscheduler", "sqlalchemy")


def start_logs(settings: Settings) -> None:
    """Log from the operator's level on; from libraries only warnings and errors, unless the level is DEBUG."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    if settings.log_level != "DEBUG":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
