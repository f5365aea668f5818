"""Guiones: which are in use, one to read, and the editor with preview, checks, publishing and history."""

from workbench.screens.scripts.routes import blueprint

__all__ = ["blueprint"]
