"""Schema history: numbered Alembic revisions in Python, one file per change; a revision imports no table class."""
