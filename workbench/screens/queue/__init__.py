"""Mi cola: what to call next, and why."""

from workbench.screens.queue.routes import blueprint

__all__ = ["blueprint"]
