"""Signing in: the right password, what is said of a wrong one, and when an address must wait."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, SignInThrottle, User
from tests.personas import PASSWORD, Cast
from workbench.domain.people.sign_in import TRIES, WAIT, SignInLocked, SignInRefused, locked_until, prove
from workbench.domain.people.sign_in import authenticate as sign_in_with


def sign_in(session: Session, *, email: str, password: str, now: datetime) -> User:
    return sign_in_with(session, prove(session, email=email, password=password), now=now)


def _fail(session: Session, *, email: str, now: datetime, times: int = 1) -> SignInRefused:
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            sign_in(session, email=email, password="otra cosa distinta", now=now)
    return refused.value


def test_sign_in_finds_the_person_whatever_the_case(session: Session, cast: Cast, now: datetime) -> None:
    found = sign_in(session, email=" Andrea@Example.COM ", password=PASSWORD, now=now)

    assert found is cast.andrea


def test_sign_in_leaves_one_audit_entry(session: Session, cast: Cast, now: datetime) -> None:
    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    entries = session.scalars(sa.select(AuditEntry)).all()
    assert [(e.event, e.actor_id, e.subject_kind, e.subject_id) for e in entries] == [
        ("signed_in", cast.andrea.id, "user", cast.andrea.id)
    ]


def test_sign_in_replaces_a_hash_weaker_than_todays(session: Session, cast: Cast, now: datetime) -> None:
    weak = cast.andrea.password_hash

    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    assert cast.andrea.password_hash != weak
    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now) is cast.andrea


def test_sign_in_says_the_same_of_an_unknown_address_and_of_a_wrong_password(
    session: Session, cast: Cast, now: datetime
) -> None:
    wrong = _fail(session, email="andrea@example.com", now=now)
    unknown = _fail(session, email="nadie@example.com", now=now)

    assert (wrong.reason, wrong.values) == (unknown.reason, unknown.values)
    assert wrong.values == {"left": TRIES - 1}


def test_sign_in_refuses_who_was_disabled(session: Session, cast: Cast, now: datetime) -> None:
    cast.andrea.is_active = False

    with pytest.raises(SignInRefused) as refused:
        sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    assert refused.value.values == {"left": TRIES - 1}


@pytest.mark.parametrize("email", ["andrea@example.com", "nadie@example.com"])
def test_sign_in_makes_an_address_wait_after_five_tries(
    session: Session, cast: Cast, now: datetime, email: str
) -> None:
    _fail(session, email=email, now=now, times=TRIES - 1)

    fifth = _fail(session, email=email, now=now)

    assert isinstance(fifth, SignInLocked)
    assert fifth.until == now + timedelta(minutes=15)


def test_sign_in_refuses_even_the_right_password_while_an_address_waits(
    session: Session, cast: Cast, now: datetime
) -> None:
    _fail(session, email="andrea@example.com", now=now, times=TRIES)

    with pytest.raises(SignInLocked) as locked:
        sign_in(session, email="andrea@example.com", password=PASSWORD, now=now + WAIT - timedelta(seconds=1))

    assert locked.value.until == now + WAIT


def test_sign_in_opens_again_when_the_wait_is_over(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=TRIES)

    found = sign_in(session, email="andrea@example.com", password=PASSWORD, now=now + WAIT)

    assert found is cast.andrea


def test_sign_in_counts_from_one_again_after_the_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=TRIES)

    later = _fail(session, email="andrea@example.com", now=now + WAIT)

    assert later.values == {"left": TRIES - 1}


def test_sign_in_forgets_tries_that_are_older_than_the_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=TRIES - 1)

    later = _fail(session, email="andrea@example.com", now=now + WAIT + timedelta(seconds=1))

    assert later.values == {"left": TRIES - 1}


def test_sign_in_forgets_failed_tries_once_it_succeeds(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=TRIES - 1)

    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    assert session.scalars(sa.select(SignInThrottle.failures)).all() == [0]


def test_sign_in_makes_only_the_address_that_was_tried_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="luis@example.com", now=now, times=TRIES)

    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now) is cast.andrea


def test_throttle_never_keeps_the_address_itself(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now)

    keys = session.scalars(sa.select(SignInThrottle.key)).all()

    assert [len(key) for key in keys] == [64]


def test_locked_until_is_over_at_the_very_instant(now: datetime) -> None:
    throttle = SignInThrottle(key="k", failures=5, last_failed_at=now, locked_until=now)

    assert locked_until(throttle, now) is None
    assert locked_until(throttle, now - timedelta(microseconds=1)) == now
