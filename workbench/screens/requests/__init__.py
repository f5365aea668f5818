"""Peticiones: why an account is called, the letter of reasons, and what customers ask about it."""

from workbench.screens.requests import letter_routes, task_routes
from workbench.screens.requests.blueprint import blueprint

__all__ = ["blueprint", "letter_routes", "task_routes"]
