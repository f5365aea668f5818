"""Calidad: what is missing or wrong with customers, who may be there twice, and who was merged."""

from workbench.screens.quality import finding_routes, pair_routes
from workbench.screens.quality.blueprint import blueprint

__all__ = ["blueprint", "finding_routes", "pair_routes"]
