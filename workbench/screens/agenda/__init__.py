"""Agenda: the calls and payments that customers agreed to, by day and by week."""

from workbench.screens.agenda.routes import blueprint

__all__ = ["blueprint"]
