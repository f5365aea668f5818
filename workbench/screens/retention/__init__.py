"""Conservación de datos: how long data is kept, and what goes the next night."""

from workbench.screens.retention.routes import blueprint

__all__ = ["blueprint"]
