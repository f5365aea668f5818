"""Invoices, payments and interactions: what their rows say, whose they are, how they land and what they bring."""
