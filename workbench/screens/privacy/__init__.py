"""Datos del cliente: the copy on paper and as a file, erasure by two people and orders to keep."""

from workbench.screens.privacy import customer_routes, erasure_routes
from workbench.screens.privacy.blueprint import blueprint

__all__ = ["blueprint", "customer_routes", "erasure_routes"]
