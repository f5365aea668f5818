"""Clientes: finding a customer anywhere, everything held on one, and somebody who calls in."""

from workbench.screens.customers import caller_routes, find_routes, page_routes
from workbench.screens.customers.blueprint import blueprint

__all__ = ["blueprint", "caller_routes", "find_routes", "page_routes"]
