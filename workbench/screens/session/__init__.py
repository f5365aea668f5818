"""Signing in and out, and what a person chooses for their own browser: language, theme, shortcuts."""

from workbench.screens.session.routes import blueprint

__all__ = ["blueprint"]
