"""Equipo: what was achieved in a period, by everybody and by each collector."""

from workbench.screens.team.routes import blueprint

__all__ = ["blueprint"]
