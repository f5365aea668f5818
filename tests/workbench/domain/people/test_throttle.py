"""Sources of sign-ins, and what is forgotten of them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import SignInThrottle
from workbench.domain.people.throttle import (
    KNOWN_FOR,
    WAIT,
    SignInTry,
    count_failure,
    count_success,
    forget_counts,
    lock_counts,
    source_of,
    waits_until,
)


@pytest.mark.parametrize(
    ("client", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "local"),
        (None, "local"),
        ("unix:", "local"),
    ],
)
def test_source_is_one_customer_of_a_network(client, source):
    assert source_of(client) == source


def test_wait_is_over_at_the_very_instant(session, now):
    counts = lock_counts(session, SignInTry(address="a@b.c", source="s", browser="b", key="k"), now=now)
    for _ in range(5):
        count_failure(counts, now)

    assert waits_until(counts, now + WAIT - timedelta(microseconds=1)) == now + WAIT
    assert waits_until(counts, now + WAIT) is None


def test_counts_are_forgotten_once_they_decide_nothing(session, now):
    failed = SignInTry(address="a@b.c", source="s", key="k")
    known = SignInTry(address="d@e.f", source="t", browser="b", key="k")
    count_failure(lock_counts(session, failed, now=now), now)
    count_success(lock_counts(session, known, now=now), now)
    session.flush()

    gone = [forget_counts(session, now=now + age) for age in (WAIT, timedelta(days=1), KNOWN_FOR + timedelta(days=1))]

    assert gone == [0, 3, 1]
    assert session.scalars(sa.select(SignInThrottle)).all() == []
