"""A script that is in use, and the supervisor who edits it."""

import pytest

from tests.factories.scripts import make_script


@pytest.fixture
def script(session, cast, now):
    """A script in use."""
    return make_script(session, now=now)


@pytest.fixture
def paola(people):
    """The browser of a supervisor."""
    return people("paola")
