"""Logs of the long-running commands: one line each on stderr, for whatever collects them."""

import logging

from workbench.settings import Settings

_CHATTY = ("apscheduler", "sqlalchemy")


def start_logs(settings: Settings) -> None:
    """Log from the operator's level on; libraries only what went wrong, unless at DEBUG."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    if settings.log_level != "DEBUG":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
