"""Customers: what their rows say, how they land, and how a customer can be reached."""
