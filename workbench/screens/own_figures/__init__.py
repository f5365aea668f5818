"""Mis cifras: what a collector has done and brought in today or this month, and what each figure counts."""

from workbench.screens.own_figures.routes import blueprint

__all__ = ["blueprint"]
