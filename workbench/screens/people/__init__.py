"""Usuarios y equipos: who works here, with which role, in which teams; and links to choose a password."""

from workbench.screens.people import team_routes, user_routes
from workbench.screens.people.blueprint import blueprint

__all__ = ["blueprint", "team_routes", "user_routes"]
