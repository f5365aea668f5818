"""Modelo: which model ranks, since when, how good it is and how fresh."""

from workbench.screens.model.routes import blueprint

__all__ = ["blueprint"]
