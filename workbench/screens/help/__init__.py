"""Ayuda: the guides for each role, and the keyboard."""

from workbench.screens.help.routes import blueprint

__all__ = ["blueprint"]
