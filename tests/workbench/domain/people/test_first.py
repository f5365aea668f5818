"""The first administrator: only while nobody works here, and only with the code or at the machine."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import OneTimeLink, User
from workbench.domain.people import FirstPerson, FirstRunRefused, add_first_administrator, is_unstaffed, make_first_code
from workbench.domain.people.first import may_be_first
from workbench.domain.people.throttle import SignInTry

TERESA = FirstPerson(name="Teresa", email="teresa@norte.co", password="una frase bien larga")
TRY = SignInTry(address="first administrator", source="203.0.113.7", key="k" * 16)


def become(session, code, *, now, at_machine=False):
    return add_first_administrator(session, TERESA, code=code, is_at_machine=at_machine, asked=TRY, now=now)


@pytest.mark.parametrize(
    ("unstaffed", "at_machine", "code", "is_let_in"),
    [
        (True, True, False, True),
        (True, False, True, True),
        (True, False, False, False),
        (False, True, True, False),
    ],
)
def test_who_may_be_first(unstaffed, at_machine, code, is_let_in):
    assert (may_be_first(is_unstaffed=unstaffed, is_at_machine=at_machine, has_code=code) is None) == is_let_in


@pytest.mark.both
def test_code_lets_one_in_and_is_gone(session, now):
    code = make_first_code(session, now=now)

    assert become(session, f" {code.lower().replace('-', '')} ", now=now).role.code == "administrator"
    session.flush()

    assert is_unstaffed(session) is False
    assert make_first_code(session, now=now) is None
    with pytest.raises(FirstRunRefused, match="Ya hay quien"):
        become(session, code, now=now)


@pytest.mark.parametrize("what", ["too old", "empty", "made up"])
def test_code_that_lets_nobody_in(session, now, what):
    made = make_first_code(session, now=now)
    code, at = {"too old": (made, now + timedelta(days=8)), "empty": ("", now)}.get(what, ("ABCD-EFGH-JKLM", now))

    with pytest.raises(FirstRunRefused):
        become(session, code, now=at)

    assert session.scalars(sa.select(User)).all() == []


def test_every_server_that_started_has_a_code_and_all_are_gone_together(session, now):
    first, second = make_first_code(session, now=now), make_first_code(session, now=now)
    session.flush()

    become(session, first, now=now)
    session.flush()

    assert first != second
    assert set(session.scalars(sa.select(OneTimeLink.used_at))) == {now}


def test_code_itself_is_not_kept(session, now):
    code = make_first_code(session, now=now)
    session.flush()

    assert code.replace("-", "") not in session.scalars(sa.select(OneTimeLink.key)).one()


def test_people_of_a_made_up_company_that_was_thrown_away_are_nobody(session, cast, now):
    for name in ("andrea", "luis", "sara", "paola", "elena", "ana"):
        user = getattr(cast, name)
        user.is_made_up, user.is_active = True, False
    session.flush()

    assert is_unstaffed(session) is True
    cast.ana.is_made_up = False
    session.flush()
    assert is_unstaffed(session) is False
