"""The web server: gunicorn with threads, set up through its Python API.

The application is loaded once, before anything is bound, so that one that cannot start fails at once and workers share
its memory. Creating it opens no connection; each worker opens its own.
"""

import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication

from workbench.cli.context import Refused
from workbench.kernel.text import N_
from workbench.settings import Settings

THREADS = 24
"""More than `workbench.web.db.IN_HAND`: some are left for `/healthz` and for saying that the database is busy."""
GRACE_SECONDS = 20


def refuse_taken_port(host: str, port: int) -> None:
    """A port that another program listens on is refused before anything is started.

    Raises:
        Refused: It is taken, or the host's address is not this machine's.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            text = N_("No se puede escuchar en %(host)s:%(port)s: %(why)s. Elija otro puerto con --port.")
            raise Refused(text, host=host, port=port, why=wrong.strerror or str(wrong)) from None


class Server(BaseApplication):
    """Gunicorn for our application; `when_ready` is told the address once it listens."""

    def __init__(self, settings: Settings, options: dict[str, Any], *, when_ready: Callable[[str], None]) -> None:
        self._settings = settings
        self._options = {
            "worker_class": "gthread",
            "preload_app": True,
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": lambda arbiter: when_ready(_address(arbiter)),
            **options,
        }
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn has no types

    def load_config(self) -> None:
        """Gunicorn asks for its settings here."""
        config: Any = self.cfg  # Any: gunicorn has no types
        for name, value in self._options.items():
            config.set(name, value)

    def load(self) -> Any:  # Any: a WSGI callable
        """Gunicorn asks for the application here."""
        # By name: the command line and the application are neighbours that do not import one another.
        return import_module("workbench.app").create_app(self._settings)


def _address(arbiter: Any) -> str:  # Any: gunicorn has no types
    host, port, *_ = arbiter.LISTENERS[0].sock.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
