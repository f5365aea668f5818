"""Reads for Agenda: what was agreed with customers."""
