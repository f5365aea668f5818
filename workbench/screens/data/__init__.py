"""Datos: files are given, mapped, checked, imported; rejected rows mended; imports listed and undone."""

from workbench.screens.data import column_routes, file_routes, fixing_routes, history_routes, review_routes
from workbench.screens.data.blueprint import blueprint

__all__ = ["blueprint", "column_routes", "file_routes", "fixing_routes", "history_routes", "review_routes"]
