"""Requests: recorded with their clock, answered once, in words, and what an answer does to the order."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Customer, Hold, ReviewRequest
from models.enums import HoldKind, RequestKind, ReviewEffect, WorkState
from tests.workbench.domain.explanations.conftest import TODAY
from workbench.domain.explanations import GivenAnswer, RequestAnswered, RequestRefused, answer_request, record_request
from workbench.domain.explanations.requests import jurisdiction_of, why_not_answered, why_not_recorded
from workbench.domain.queue import rests_of

UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def ask(session, account, cast, now):
    def made(kind=RequestKind.REVIEW, received_on=TODAY, note="No entiendo por qué me llaman") -> ReviewRequest:
        return record_request(
            session, cast.person("andrea"), account=account, kind=kind, received_on=received_on, note=note, now=now
        )

    return made


@pytest.fixture
def give(session, cast, now):
    def made(request, text="Se revisó.", effect=ReviewEffect.UNCHANGED, until=None) -> None:
        answer = GivenAnswer(text, effect, until)
        answer_request(session, cast.person("paola"), request=request, answer=answer, now=now)

    return made


@pytest.mark.both
def test_request_is_kept_with_the_last_day_for_its_answer_and_its_law(session, ask):
    row = ask()

    assert (row.received_on, row.due_on, row.law) == (TODAY, date(2026, 12, 10), "Ley 1581 de 2012, art. 15")
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "request_recorded")).one()
    assert entry.after == {"kind": "review", "received_on": "2026-11-18", "due_on": "2026-12-10"}


def test_explanation_in_colombia_is_due_before_a_review(ask):
    row = ask(kind=RequestKind.EXPLANATION)

    assert (row.due_on, row.law) == (date(2026, 12, 2), "Ley 1581 de 2012, art. 14")


@pytest.mark.parametrize(
    ("kind", "received_on", "note", "field"),
    [
        (None, TODAY, "", "kind"),
        (RequestKind.REVIEW, None, "", "received_on"),
        (RequestKind.REVIEW, TODAY + timedelta(days=1), "", "received_on"),
        (RequestKind.REVIEW, TODAY - timedelta(days=366), "", "received_on"),
        (RequestKind.REVIEW, TODAY, "a" * 2001, "note"),
    ],
)
def test_request_that_is_not_whole_is_refused_beside_its_field(kind, received_on, note, field):
    assert why_not_recorded(kind, received_on, note, today=TODAY).field == field


def test_same_request_is_recorded_once_until_it_is_answered(ask, give):
    first = ask(received_on=TODAY - timedelta(days=3))

    with pytest.raises(RequestRefused, match="Ya está anotado"):
        ask()
    other = ask(kind=RequestKind.EXPLANATION)
    give(first)
    again = ask()

    assert len({first.id, other.id, again.id}) == 3


@pytest.mark.both
def test_answer_that_changes_nothing_is_kept_with_who_gave_it(session, ask, give, item, cast):
    row = ask()

    give(row, text="  Los datos son correctos.  ")

    assert (row.answer, row.effect, row.answered_by) == (
        "Los datos son correctos.", ReviewEffect.UNCHANGED, cast.paola.id,
    )  # fmt: skip
    assert item.state is WorkState.WAITING
    assert session.scalar(sa.select(sa.func.count()).select_from(Hold)) == 0


@pytest.mark.both
def test_answer_that_pauses_lets_the_account_rest_and_takes_it_out_of_the_queue(session, ask, give, item, account):
    row = ask()

    give(row, effect=ReviewEffect.PAUSED, until=UNTIL)

    hold = session.get_one(Hold, row.hold_id)
    assert (hold.kind, hold.account_id, hold.until_on) == (HoldKind.REVIEW, account.id, UNTIL)
    assert item.state is WorkState.GONE
    rests = [rests_of(session, [account.id], on=on, today=TODAY)[account.id] for on in (TODAY, UNTIL)]
    assert [rest.reason.value for rest in rests] == ["on_hold", "on_hold"]


@pytest.mark.both
def test_second_answer_is_refused_and_the_first_stays(session, ask, give):
    row = ask()
    give(row, text="Primera")

    with pytest.raises(RequestAnswered):
        give(row, text="Segunda", effect=ReviewEffect.PAUSED, until=UNTIL)

    assert (row.answer, row.effect) == ("Primera", ReviewEffect.UNCHANGED)


@pytest.mark.parametrize(
    ("text", "effect", "until", "field"),
    [
        ("  ", ReviewEffect.UNCHANGED, None, "text"),
        ("a" * 4001, ReviewEffect.UNCHANGED, None, "text"),
        ("Sí", None, None, "effect"),
        ("Sí", ReviewEffect.PAUSED, None, "paused_until"),
        ("Sí", ReviewEffect.PAUSED, TODAY - timedelta(days=1), "paused_until"),
        ("Sí", ReviewEffect.PAUSED, TODAY + timedelta(days=181), "paused_until"),
    ],
)
def test_answer_that_is_not_whole_is_refused_beside_its_field(text, effect, until, field):
    assert why_not_answered(GivenAnswer(text, effect, until), today=TODAY).field == field


@pytest.mark.parametrize(
    ("preset", "country", "found"),
    [("CO", "MX", "CO"), ("STRICT", "CL", "CL"), ("STRICT", None, "CO")],
)
def test_law_is_that_of_the_contact_policy_else_of_the_customer_else_of_the_zone(cast, preset, country, found):
    cast.consumo.preset = preset

    assert jurisdiction_of(Customer(country=country), cast.consumo) == found
