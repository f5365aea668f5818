"""Primer arranque: from an empty database to the first queue, one question at a time."""

from workbench.screens.first_run import admin_routes, queue_routes, step_routes
from workbench.screens.first_run.blueprint import blueprint

__all__ = ["admin_routes", "blueprint", "queue_routes", "step_routes"]
