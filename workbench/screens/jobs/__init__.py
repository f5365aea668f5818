"""Trabajos: what runs by itself, how far it is, and what failed."""

from workbench.screens.jobs.routes import blueprint

__all__ = ["blueprint"]
