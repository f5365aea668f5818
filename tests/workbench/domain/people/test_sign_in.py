"""Signing in: the right password, what is said of a wrong one, and when an address must wait."""

from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, SignInThrottle, User
from tests.personas import PASSWORD, Cast
from workbench.domain.people import reset_password
from workbench.domain.people.sign_in import (
    KNOWN_TRIES_AT_ONCE,
    TRIES_AT_ONCE,
    SignInBusy,
    SignInLocked,
    SignInRefused,
    authenticate,
    clean_address,
    find_candidate,
    one_of_few,
    prove,
)
from workbench.domain.people.throttle import TRIES, WAIT, FailureCount, SignInTry
from workbench.domain.records import Actor

PAIR = TRIES[FailureCount.PAIR]
OFFICE, HOME = "203.0.113.7", "198.51.100.9"


def tried(email: str, *, source: str = OFFICE, browser: str | None = None) -> SignInTry:
    return SignInTry(address=clean_address(email), source=source, browser=browser, key="k" * 32)


def sign_in(session: Session, *, email: str, password: str, now: datetime, **origin: str) -> User:
    asked = tried(email, **origin)
    return authenticate(session, asked, prove(find_candidate(session, asked, now=now), password), now=now)


def _fail(session: Session, *, email: str, now: datetime, times: int = 1, **origin: str) -> SignInRefused:
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            sign_in(session, email=email, password="otra cosa distinta", now=now, **origin)
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
    assert wrong.values == {"left": PAIR - 1}


def test_sign_in_refuses_who_was_disabled(session: Session, cast: Cast, now: datetime) -> None:
    cast.andrea.is_active = False

    with pytest.raises(SignInRefused) as refused:
        sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    assert refused.value.values == {"left": PAIR - 1}


@pytest.mark.parametrize("email", ["andrea@example.com", "nadie@example.com"])
def test_sign_in_makes_an_address_wait_after_five_tries(
    session: Session, cast: Cast, now: datetime, email: str
) -> None:
    _fail(session, email=email, now=now, times=PAIR - 1)

    fifth = _fail(session, email=email, now=now)

    assert isinstance(fifth, SignInLocked)
    assert fifth.until == now + timedelta(minutes=15)


def test_sign_in_refuses_even_the_right_password_while_an_address_waits(
    session: Session, cast: Cast, now: datetime
) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)

    with pytest.raises(SignInLocked) as locked:
        sign_in(session, email="andrea@example.com", password=PASSWORD, now=now + WAIT - timedelta(seconds=1))

    assert locked.value.until == now + WAIT


def test_sign_in_opens_again_when_the_wait_is_over(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)

    found = sign_in(session, email="andrea@example.com", password=PASSWORD, now=now + WAIT)

    assert found is cast.andrea


def test_sign_in_counts_from_one_again_after_the_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)

    later = _fail(session, email="andrea@example.com", now=now + WAIT)

    assert later.values == {"left": PAIR - 1}


def test_sign_in_forgets_tries_that_are_older_than_the_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR - 1)

    later = _fail(session, email="andrea@example.com", now=now + WAIT + timedelta(seconds=1))

    assert later.values == {"left": PAIR - 1}


def test_sign_in_forgets_failed_tries_once_it_succeeds(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR - 1)

    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)

    assert _fail(session, email="andrea@example.com", now=now).values == {"left": PAIR - 1}


def test_sign_in_makes_only_the_address_that_was_tried_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="luis@example.com", now=now, times=PAIR)

    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now) is cast.andrea


def test_sign_in_from_elsewhere_does_not_wait_for_somebody_elses_failures(
    session: Session, cast: Cast, now: datetime
) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR, source=HOME)

    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now) is cast.andrea


def test_browser_that_signed_in_before_does_not_wait_for_a_colleague_at_the_same_source(
    session: Session, cast: Cast, now: datetime
) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)

    found = sign_in(session, email="andrea@example.com", password=PASSWORD, now=now, browser="hers")

    assert found is cast.andrea


def test_browser_that_signed_in_before_waits_for_its_own_failures(session: Session, cast: Cast, now: datetime) -> None:
    last = _fail(session, email="andrea@example.com", now=now, times=PAIR, browser="hers")

    assert isinstance(last, SignInLocked)


def test_address_tried_from_many_sources_leaves_each_new_source_one_try(
    session: Session, cast: Cast, now: datetime
) -> None:
    for number in range(TRIES[FailureCount.ADDRESS]):
        _fail(session, email="andrea@example.com", now=now, source=f"192.0.2.{number}")

    first = _fail(session, email="andrea@example.com", now=now, source="192.0.2.100")

    assert isinstance(first, SignInLocked)
    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now, source=HOME) is cast.andrea


def test_address_tried_from_many_sources_keeps_its_tries_where_it_signed_in_before(
    session: Session, cast: Cast, now: datetime
) -> None:
    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)
    for number in range(TRIES[FailureCount.ADDRESS]):
        _fail(session, email="andrea@example.com", now=now, source=f"192.0.2.{number}")

    assert _fail(session, email="andrea@example.com", now=now).values == {"left": PAIR - 1}


def test_source_that_tries_many_addresses_waits_but_for_who_signed_in_there(
    session: Session, cast: Cast, now: datetime
) -> None:
    sign_in(session, email="andrea@example.com", password=PASSWORD, now=now)
    for number in range(TRIES[FailureCount.SOURCE]):
        _fail(session, email=f"{number}@example.com", now=now)

    with pytest.raises(SignInLocked) as locked:
        find_candidate(session, tried("luis@example.com"), now=now)

    assert locked.value.until == now + WAIT
    assert sign_in(session, email="andrea@example.com", password=PASSWORD, now=now) is cast.andrea
    assert sign_in(session, email="luis@example.com", password=PASSWORD, now=now, source=HOME) is cast.luis


def test_failures_are_counted_for_a_wait_and_not_for_a_day(session: Session, cast: Cast, now: datetime) -> None:
    found = [
        _fail(session, email="andrea@example.com", now=now + number * timedelta(minutes=10)).values
        for number in range(6)
    ]

    assert [one["left"] for one in found] == [4, 3, 4, 3, 4, 3]


def test_password_is_not_even_checked_while_a_try_must_wait(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)

    with pytest.raises(SignInLocked):
        find_candidate(session, tried("andrea@example.com"), now=now)


def test_tries_beyond_what_a_process_takes_on_are_refused_at_once() -> None:
    with ExitStack() as taken:
        for _ in range(TRIES_AT_ONCE):
            taken.enter_context(one_of_few(is_known_browser=False))
        with pytest.raises(SignInBusy), one_of_few(is_known_browser=False):
            pass

    with one_of_few(is_known_browser=False):
        pass


def test_browser_that_signed_in_before_gets_its_turn_while_others_take_all_theirs() -> None:
    with ExitStack() as taken:
        for _ in range(TRIES_AT_ONCE):
            taken.enter_context(one_of_few(is_known_browser=False))
        for _ in range(KNOWN_TRIES_AT_ONCE):
            taken.enter_context(one_of_few(is_known_browser=True))
        with pytest.raises(SignInBusy), one_of_few(is_known_browser=True):
            pass


def test_proof_opens_nothing_once_the_password_changed(session: Session, cast: Cast, now: datetime) -> None:
    asked = tried("andrea@example.com")
    proof = prove(find_candidate(session, asked, now=now), PASSWORD)
    actor = Actor(None, "test")
    reset_password(session, "andrea@example.com", password="otra clave bien larga", actor=actor, now=now)

    with pytest.raises(SignInRefused):
        authenticate(session, asked, proof, now=now)


def test_failures_and_waits_are_audited_without_what_was_typed(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now, times=PAIR)
    _fail(session, email="mi clave secreta", now=now)

    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()

    assert [(one.event, one.subject_id) for one in entries] == [
        *[("sign_in_failed", cast.andrea.id)] * PAIR,
        ("sign_in_locked", cast.andrea.id),
        ("sign_in_failed", None),
    ]
    assert entries[PAIR].after == {"source": OFFICE, "count": "pair"}
    assert entries[-1].after == {
        "source": OFFICE,
        "address": tried("mi clave secreta").hashed("address", "mi clave secreta")[:16],
    }


def test_throttle_never_keeps_the_address_itself(session: Session, cast: Cast, now: datetime) -> None:
    _fail(session, email="andrea@example.com", now=now)

    keys = session.scalars(sa.select(SignInThrottle.key)).all()

    assert [len(key) for key in keys] == [64, 64, 64]
