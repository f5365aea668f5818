"""Conversation scripts: their format, checks, choice and rendering, and the starter content in Spanish and English."""
