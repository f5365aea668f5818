"""Shared Flask plumbing: htmx answers, the guard, forms, formatting, navigation and the session. Flask ends here."""
