"""The identity checked in a call, and hanging up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Channel
from tests.factories.callable import make_callable
from workbench.domain.calls.attempts import start_attempt
from workbench.domain.calls.identity import (
    NEEDED,
    IdentityDatum,
    IdentityNotConfirmed,
    NoCallStarted,
    confirm_identity,
    hang_up,
    is_confirmed,
)
from workbench.kernel.errors import NotVisible

NAME, DOCUMENT, PLACE = IdentityDatum.NAME, IdentityDatum.DOCUMENT, IdentityDatum.PLACE
ALL = list(IdentityDatum)


@pytest.fixture
def account(session, cast, now):
    """Of andrea, and may be called."""
    return make_callable(session, cast.consumo, now=now, today=date(2026, 11, 18), collector_id=cast.andrea.id)


@pytest.fixture
def andrea(cast):
    """The person who calls."""
    return cast.person("andrea")


@pytest.fixture
def attempt(session, andrea, account, now):
    """An open attempt."""
    return start_attempt(session, andrea, account_id=account.id, contact_point_id=None, channel=Channel.CALL, now=now)


@pytest.mark.parametrize(
    ("confirmed", "known", "enough"),
    [
        ([NAME, DOCUMENT], ALL, True),
        ([NAME], ALL, False),
        ([], ALL, False),
        ([NAME, NAME], ALL, False),
        ([NAME], [NAME], True),
        ([NAME, DOCUMENT], [NAME, PLACE], False),
        ([], [], True),
    ],
)
def test_identity_needs_two_of_the_known_data(confirmed, known, enough):
    assert is_confirmed(confirmed, known) is enough


@given(st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL)))
def test_identity_never_counts_what_is_not_known(confirmed, known):
    assert is_confirmed(confirmed, known) is (len(confirmed & known) >= min(NEEDED, len(known)))


def test_confirm_keeps_which_data_and_when(session, andrea, account, attempt, now):
    later = now + timedelta(minutes=1)

    confirm_identity(session, andrea, account_id=account.id, confirmed=[NAME, DOCUMENT], known=ALL, now=later)

    assert attempt.attributes == {"identity": ["document", "name"], "identity_at": later.isoformat()}


def test_confirm_leaves_other_attributes(session, andrea, account, attempt, now):
    attempt.attributes = {"line": "2"}

    confirm_identity(session, andrea, account_id=account.id, confirmed=[NAME, PLACE], known=ALL, now=now)

    assert attempt.attributes["line"] == "2"


@pytest.mark.usefixtures("attempt")
def test_confirm_with_too_few_is_refused(session, andrea, account, now):
    with pytest.raises(IdentityNotConfirmed):
        confirm_identity(session, andrea, account_id=account.id, confirmed=[NAME], known=ALL, now=now)


def test_confirm_without_a_call_is_refused(session, andrea, account, now):
    with pytest.raises(NoCallStarted):
        confirm_identity(session, andrea, account_id=account.id, confirmed=ALL, known=ALL, now=now)


def test_call_of_somebody_else_does_not_exist(session, cast, account, now):
    with pytest.raises(NotVisible):
        confirm_identity(session, cast.person("sara"), account_id=account.id, confirmed=ALL, known=ALL, now=now)
    with pytest.raises(NotVisible):
        hang_up(session, cast.person("sara"), account_id=account.id, now=now)


def test_hanging_up_keeps_the_first_end(session, andrea, account, attempt, now):
    hang_up(session, andrea, account_id=account.id, now=now + timedelta(seconds=95))
    hang_up(session, andrea, account_id=account.id, now=now + timedelta(seconds=200))

    assert (attempt.ended_at, attempt.duration_s) == (now + timedelta(seconds=95), 95)


def test_hanging_up_without_a_call_changes_nothing(session, andrea, account, now):
    assert hang_up(session, andrea, account_id=account.id, now=now) is None
