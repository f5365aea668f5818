"""Fixtures of the desk."""

from tests.workbench.screens.desk import place

__all__ = ["place"]
