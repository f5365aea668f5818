"""Tables, and nothing that acts on them: typed, constrained SQLAlchemy classes, one file per noun."""
