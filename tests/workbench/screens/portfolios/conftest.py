"""Fixtures of the desk."""

from tests.workbench.screens.desk import place, statements

__all__ = ["place", "statements"]
