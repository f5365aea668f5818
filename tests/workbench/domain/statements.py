"""Counting what is asked of the database."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(session):
    """A list that gets every statement sent while the block runs."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
