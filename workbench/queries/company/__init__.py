"""Reads about the company itself: who works here, and how far it is on its way to a first queue."""
