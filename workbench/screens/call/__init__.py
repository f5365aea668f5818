"""Llamada: the customer's history, the script and the outcome on one screen."""

from workbench.screens.call import attempt_routes, draft_routes, outcome_routes, page_routes
from workbench.screens.call.blueprint import blueprint

__all__ = ["attempt_routes", "blueprint", "draft_routes", "outcome_routes", "page_routes"]
