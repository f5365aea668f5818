"""Sign-ins as rows: what opens, what ends them, and what is forgotten."""

from datetime import timedelta

import sqlalchemy as sa

from models import SignInSession
from workbench.domain.people import (
    close_session,
    disable_user,
    forget_sessions,
    open_session,
    reset_password,
    signed_in_user,
)
from workbench.domain.records import Actor

HOURS = timedelta(hours=12)
OPERATOR = Actor(None, "workbench user")


def opened(session, user, *, now):
    token = open_session(session, user, now=now, lasts=HOURS)
    session.flush()
    return token


def test_token_opens_until_its_hours_are_over(session, cast, now):
    token = opened(session, cast.andrea, now=now)

    assert signed_in_user(session, token, now=now + HOURS) is cast.andrea
    assert signed_in_user(session, token, now=now + HOURS + timedelta(seconds=1)) is None


def test_closing_ends_one_sign_in_and_not_the_others(session, cast, now):
    here, there = opened(session, cast.andrea, now=now), opened(session, cast.andrea, now=now)

    close_session(session, here)

    assert [signed_in_user(session, one, now=now) for one in (here, there)] == [None, cast.andrea]


def test_new_password_and_disabling_end_all_sign_ins_of_a_person(session, cast, now):
    hers = [opened(session, cast.andrea, now=now) for _ in range(2)]
    his = opened(session, cast.luis, now=now)
    saras = opened(session, cast.sara, now=now)

    reset_password(session, cast.andrea.email, password="otra clave bien larga", actor=OPERATOR, now=now)
    disable_user(session, cast.luis.email, actor=OPERATOR, now=now)

    assert [signed_in_user(session, one, now=now) for one in (*hers, his, saras)] == [None, None, None, cast.sara]


def test_only_a_hash_of_the_token_is_kept(session, cast, now):
    token = opened(session, cast.andrea, now=now)

    assert token not in session.scalars(sa.select(SignInSession.key)).all()


def test_sign_ins_that_are_over_are_forgotten(session, cast, now):
    opened(session, cast.andrea, now=now)
    opened(session, cast.andrea, now=now + timedelta(hours=1))

    assert forget_sessions(session, now=now + HOURS + timedelta(minutes=1)) == 1
