"""Fixtures of these pages."""

from tests.workbench.screens.desk import statements

__all__ = ["statements"]
