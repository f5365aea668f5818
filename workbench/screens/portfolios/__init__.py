"""Carteras: who has which accounts, and moving them with the effect shown before."""

from workbench.screens.portfolios.routes import blueprint

__all__ = ["blueprint"]
