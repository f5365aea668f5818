"""Recording an outcome: everything it brings happens in one transaction, once."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Consent, ContactPoint, Hold, Interaction, Promise, WorkItem
from models.enums import Channel, Direction, HoldKind, Lane, PointState, PromiseState, WorkState
from tests.factories.callable import make_callable
from tests.factories.calls import make_call, make_inbound
from tests.factories.ledger import make_account, make_interaction, make_phone
from tests.factories.work import make_hold, make_item
from workbench.domain.calls.attempts import ContactBlocked, start_attempt
from workbench.domain.calls.form import FormIncomplete, OutcomeForm
from workbench.domain.calls.identity import IdentityNeeded, NoCallStarted
from workbench.domain.calls.outcomes import Recorded, record_outcome
from workbench.domain.queue import WorkChange, set_work_policy
from workbench.domain.queue.claim import ItemTaken, claim_item, claim_next
from workbench.domain.records import Actor, KeyReused
from workbench.kernel.errors import NotVisible

TODAY = date(2026, 11, 18)
PROMISE = {"promise_amount": 250_00, "promise_due_on": TODAY + timedelta(days=7), "promise_channel": "pse"}


@pytest.fixture
def account(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id)


@pytest.fixture
def item(session, account):
    return make_item(session, account, on=TODAY)


@pytest.fixture
def number(session, account) -> ContactPoint:
    return session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == account.customer_id)).one()


@pytest.fixture
def attempt(session, item, number, cast, now) -> Interaction:
    """Andrea has the item in hand and is calling."""
    andrea = cast.person("andrea")
    claim_item(session, andrea, item_id=item.id, now=now)
    call = {"account_id": item.account_id, "contact_point_id": number.id, "channel": Channel.CALL}
    return start_attempt(session, andrea, **call, now=now)


@pytest.fixture
def on_call(session, account, cast, now):
    """A maker of calls that are on, Andrea's unless said otherwise."""

    def make(name: str = "andrea", *, kind=make_call, at: datetime = now, **values) -> Interaction:
        return kind(session, account, by=getattr(cast, name).id, at=at, **values)

    return make


@pytest.fixture
def call(on_call) -> Interaction:
    """Andrea is speaking with the person, whose identity is confirmed."""
    return on_call()


@pytest.fixture
def luis_has_it(session, account, item, cast, now) -> WorkItem:
    """The account is nobody's, and Luis took it from the pool."""
    account.collector_id = item.collector_id = None
    session.flush()
    return claim_item(session, cast.person("luis"), item_id=item.id, now=now)


@pytest.fixture
def save(session, cast, now, account):
    def run(
        code: str, *, name: str = "andrea", key: str = "one", at: datetime = now, calling_in=False, **values
    ) -> Recorded:
        form = OutcomeForm(idempotency_key=key, code=code, **values)
        person = cast.person(name)
        return record_outcome(session, person, account_id=account.id, form=form, now=at, calling_in=calling_in)

    return run


def rows(session, table) -> list:
    return list(session.scalars(sa.select(table).order_by(table.id)))


def test_outcome_completes_the_open_attempt(session, save, item, attempt, now):
    later = now + timedelta(minutes=4)

    attempt.attributes = {"identity": ["document", "name"]}

    recorded = save("CD-PEN", at=later, note=" Paga el viernes ", delay_reason="R09")

    assert [row.id for row in rows(session, Interaction)] == [attempt.id] == [recorded.interaction_id]
    assert (attempt.outcome_code, attempt.ended_at, attempt.duration_s) == ("CD-PEN", later, 240)
    assert (attempt.note, attempt.delay_reason) == ("Paga el viernes", "R09")
    assert attempt.work_item_id == item.id
    assert (item.state, item.finished_at) == (WorkState.DONE, later)


@pytest.mark.usefixtures("call")
@pytest.mark.both
def test_promise_hangs_on_the_interaction_and_one_entry_tells_all(session, save, account, item, cast):
    recorded = save("CD-PDP", **PROMISE)

    promise = session.scalars(sa.select(Promise)).one()
    assert (promise.id, promise.interaction_id) == (recorded.promise_id, recorded.interaction_id)
    assert (promise.amount, promise.due_on, promise.channel, promise.made_by, promise.state) == (
        250_00,
        TODAY + timedelta(days=7),
        "pse",
        cast.andrea.id,
        PromiseState.OPEN,
    )
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.subject_kind, entry.subject_id, entry.actor_id, entry.at) == (
        "outcome_recorded",
        "account",
        account.id,
        cast.andrea.id,
        promise.made_at,
    )
    assert entry.after == {
        "outcome": "CD-PDP",
        "interaction_id": recorded.interaction_id,
        "item_id": item.id,
        "promise": {"amount": 250_00, "due_on": "2026-11-25"},
    }


def test_call_of_the_customer_is_completed_like_an_attempt(save, on_call, item):
    call = on_call(kind=make_inbound)

    recorded = save("CD-INF")

    assert (call.id, call.direction, call.outcome_code) == (recorded.interaction_id, Direction.INBOUND, "CD-INF")
    assert (call.work_item_id, item.state) == (item.id, WorkState.DONE)


def test_colleague_serves_who_calls_in(save, on_call):
    with pytest.raises(NotVisible):
        save("CD-INF", name="luis")

    on_call("luis", kind=make_inbound)

    assert save("CD-INF", name="luis").code == "CD-INF"
    with pytest.raises(NotVisible):
        save("CD-INF", name="luis", key="two")


def test_outsider_serves_nobody(save):
    with pytest.raises(NotVisible):
        save("CD-INF", name="sara", calling_in=True)


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize(
    ("code", "kind", "until"),
    [("CD-DIS", HoldKind.DISPUTE, None), ("CD-VUL", HoldKind.VULNERABLE, None), ("CD-ABO", HoldKind.ATTORNEY, None)],
)
def test_hold_is_placed(session, save, code, kind, until):
    recorded = save(code)

    hold = session.scalars(sa.select(Hold)).one()
    assert (hold.kind, hold.until_on, hold.interaction_id) == (kind, until, recorded.interaction_id)
    assert (recorded.hold, recorded.hold_until) == (kind.value, None)


@pytest.mark.usefixtures("call")
def test_claimed_payment_is_kept_and_holds_three_days(session, save):
    recorded = save("CD-YAP", claimed_amount=90_00, claimed_on=TODAY, claimed_reference="A-77")

    made = session.scalars(sa.select(Interaction)).one()
    assert (made.claimed_amount, made.claimed_on) == (90_00, TODAY)
    assert made.attributes["claimed_reference"] == "A-77"
    assert (recorded.hold, recorded.hold_until) == ("claimed_payment", "2026-11-21")


@pytest.mark.usefixtures("call")
def test_no_more_contact_is_an_opt_out_of_everything(session, save, account):
    save("CD-OPT")

    left = session.scalars(sa.select(Consent).where(Consent.granted.is_(False))).one()
    assert (left.customer_id, left.channel, left.source) == (account.customer_id, None, "CD-OPT")
    assert session.scalars(sa.select(Hold.kind)).one() is HoldKind.CEASE


@pytest.mark.usefixtures("call")
def test_wrong_number_stops_it(session, save, number):
    recorded = save("NC-EQV", contact_point_id=number.id)

    assert number.state is PointState.SUPPRESSED
    assert recorded.points_changed == 1


def test_number_of_another_customer_does_not_exist(session, save, cast, now):
    stranger = make_phone(session, make_account(session, cast.consumo, now=now).customer_id, now=now)

    with pytest.raises(NotVisible):
        save("NC-EQV", contact_point_id=stranger.id)

    assert stranger.state is PointState.VERIFIED


@pytest.mark.usefixtures("call")
def test_callback_of_another_day_waits_for_that_days_queue(session, save, item, now):
    hour = now + timedelta(days=2)

    recorded = save("CD-VLL", callback_at=hour)

    assert session.scalars(sa.select(Interaction.callback_at)).one() == hour
    assert (item.state, recorded.again_at) == (WorkState.DONE, None)


def test_callback_of_today_waits_at_its_hour(session, cast, now):
    account = make_callable(session, cast.microcredito, now=now, today=TODAY, collector_id=cast.sara.id)
    item, sara = make_item(session, account, on=TODAY), cast.person("sara")
    hour = now + timedelta(hours=3)
    make_call(session, account, by=cast.sara.id, at=now)
    form = OutcomeForm(idempotency_key="k", code="CD-VLL", callback_at=hour)

    recorded = record_outcome(session, sara, account_id=account.id, form=form, now=now)

    assert recorded.again_at == hour.isoformat()
    assert (item.state, item.lane, item.due_at, item.not_before) == (WorkState.WAITING, Lane.CALLBACK, hour, None)
    assert claim_next(session, sara, now=now + timedelta(hours=2), today=TODAY) is None
    assert claim_next(session, sara, now=hour, today=TODAY) is item


@pytest.mark.usefixtures("attempt")
def test_callback_is_not_agreed_on_for_an_hour_at_which_nobody_may_call(save, now):
    with pytest.raises(FormIncomplete) as refused:
        save("CD-VLL", callback_at=now + timedelta(hours=3))

    problem = refused.value.problems[0]
    assert (problem.field, [(name, at.isoformat()) for name, at in problem.values]) == (
        "callback_at",
        [("opens_at", "2026-11-19T12:00:00+00:00")],
    )


@pytest.mark.both
def test_callback_of_today_makes_an_item_where_there_is_none(session, save, on_call, cast, now):
    hour = now + timedelta(hours=3)
    on_call(kind=make_inbound)

    recorded = save("CD-VLL", callback_at=hour)

    made = session.scalars(sa.select(WorkItem)).one()
    assert (made.id, made.lane, made.due_at, made.collector_id) == (
        recorded.item_id,
        Lane.CALLBACK,
        hour,
        cast.andrea.id,
    )
    assert (made.overdue_amount, made.days_past_due) == (1_000_00, 30)


@pytest.mark.parametrize(("a_day", "state"), [(1, WorkState.DONE), (2, WorkState.WAITING)])
def test_busy_is_tried_again_within_the_hour_where_law_and_portfolio_let_it_be(session, cast, now, a_day, state):
    change = WorkChange(most_tries_a_day=a_day)
    set_work_policy(
        session, cast.microcredito, change=change, from_on=TODAY, actor=Actor(None, "tests"), today=TODAY, now=now
    )
    account = make_callable(session, cast.microcredito, now=now, today=TODAY, collector_id=cast.sara.id)
    item = make_item(session, account, on=TODAY)
    make_call(session, account, by=cast.sara.id, at=now, is_identified=False)
    form = OutcomeForm(idempotency_key="k", code="NC-OCU")

    record_outcome(session, cast.person("sara"), account_id=account.id, form=form, now=now)

    hour = now + timedelta(minutes=60)
    assert (item.state, item.not_before) == (state, hour if state is WorkState.WAITING else None)
    given = claim_next(session, cast.person("sara"), now=hour, today=TODAY)
    assert given is (item if state is WorkState.WAITING else None)


@pytest.mark.usefixtures("call")
def test_busy_is_done_for_today_where_the_day_is_used_up(save, item):
    recorded = save("NC-OCU")

    assert (item.state, recorded.again_at) == (WorkState.DONE, None)


@pytest.mark.parametrize("kind", [make_call, make_inbound])
def test_customer_in_a_colleagues_hands_stays_theirs(save, luis_has_it, on_call, now, kind):
    call, holder = on_call(kind=kind), luis_has_it.claimed_by

    with pytest.raises(ItemTaken) as taken:
        save("CD-INF")

    assert (taken.value.name, taken.value.since) == ("Luis", now)
    assert (luis_has_it.state, luis_has_it.claimed_by) == (WorkState.CLAIMED, holder)
    assert call.outcome_code is None


@pytest.mark.usefixtures("call")
@pytest.mark.both
def test_same_form_twice_changes_nothing_and_gives_the_same_answer(session, save, item):
    first = save("CD-PDP", **PROMISE)

    again = save("CD-PDP", **PROMISE)

    assert again.repeated
    assert (again.interaction_id, again.promise_id, again.item_id) == (
        first.interaction_id,
        first.promise_id,
        first.item_id,
    )
    assert [len(rows(session, table)) for table in (Interaction, Promise, AuditEntry)] == [1, 1, 1]


@pytest.mark.usefixtures("call")
def test_same_key_with_another_form_is_refused(session, save):
    save("CD-PDP", **PROMISE)

    with pytest.raises(KeyReused):
        save("CD-PEN")

    assert len(rows(session, Interaction)) == 1


@pytest.mark.usefixtures("call")
@pytest.mark.both
def test_keys_of_two_people_do_not_meet(session, save, account, on_call):
    account.collector_id = None
    session.flush()

    save("CD-INF")
    on_call("luis", kind=make_inbound)
    save("CD-PEN", name="luis")

    assert [row.outcome_code for row in rows(session, Interaction)] == ["CD-INF", "CD-PEN"]


@pytest.mark.parametrize("code", ["CD-PEN", "CI-CON", "NC-NCT"])
def test_no_outcome_is_saved_without_a_call(session, save, code):
    with pytest.raises(NoCallStarted) as refused:
        save(code)

    assert refused.value.reason.startswith("Primero marque «Llamar»")
    assert [rows(session, table) for table in (Interaction, AuditEntry)] == [[], []]


def test_call_of_a_colleague_is_none_of_mine(save, on_call, now):
    on_call("luis", at=now - timedelta(hours=1))

    with pytest.raises(NoCallStarted):
        save("NC-NCT")


@pytest.mark.parametrize(("code", "values"), [("CD-PDP", PROMISE), ("CD-PEN", {}), ("CD-DIS", {})])
@pytest.mark.parametrize("kind", [make_call, make_inbound])
def test_direct_contact_is_not_saved_before_the_identity(save, on_call, code, values, kind):
    call = on_call(kind=kind, is_identified=False)

    with pytest.raises(IdentityNeeded):
        save(code, **values)

    assert call.outcome_code is None


@pytest.mark.parametrize("code", ["CI-CON", "NC-NCT"])
def test_contact_with_somebody_else_or_nobody_needs_no_identity(save, on_call, code):
    on_call(is_identified=False)

    assert save(code).code == code


@pytest.mark.parametrize("kind", [HoldKind.ATTORNEY, HoldKind.CEASE, HoldKind.DECEASED])
def test_who_calls_while_at_rest_is_served_but_promises_nothing(session, save, on_call, now, kind):
    make_hold(session, on_call(kind=make_inbound).customer_id, kind=kind, now=now)

    with pytest.raises(ContactBlocked) as blocked:
        save("CD-PDP", **PROMISE)

    assert [rule.severity for rule in blocked.value.verdict.rules] == ["block"]
    assert rows(session, Promise) == []
    assert save("CD-INF", key="two").code == "CD-INF"


def test_who_calls_outside_the_hours_and_beyond_the_caps_may_promise(session, save, account, on_call, now):
    make_interaction(session, account, at=now, outcome="NC-NCT")
    late = now + timedelta(hours=12)
    on_call(kind=make_inbound, at=late)

    recorded = save("CD-PDP", at=late, **PROMISE)

    assert recorded.promise_id is not None


@pytest.mark.usefixtures("call")
def test_dispute_with_a_past_callback_and_a_negative_claim_is_refused(session, save, now):
    with pytest.raises(FormIncomplete) as refused:
        save("CD-DIS", callback_at=now - timedelta(days=3), claimed_amount=-5_00)

    assert [problem.field for problem in refused.value.problems] == ["callback_at", "claimed_amount"]
    assert [rows(session, table) for table in (Hold, AuditEntry)] == [[], []]


def test_hanging_up_and_identity_survive_the_outcome(session, save, attempt, now):
    attempt.attributes = {"identity": ["document", "name"]}
    attempt.ended_at = now + timedelta(minutes=2)

    save(
        "CD-YAP", at=now + timedelta(minutes=9), claimed_amount=50_00, claimed_on=now.date(), claimed_reference="REF-9"
    )

    assert attempt.attributes == {"identity": ["document", "name"], "claimed_reference": "REF-9"}
    assert attempt.duration_s == 120


def test_incomplete_form_changes_nothing(session, save, item):
    with pytest.raises(FormIncomplete) as refused:
        save("CD-PDP", promise_amount=10_00)

    assert [problem.field for problem in refused.value.problems] == ["promise_due_on", "promise_channel"]
    assert [rows(session, table) for table in (Interaction, Promise, AuditEntry)] == [[], [], []]
    assert item.state is WorkState.WAITING


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"promise_amount": 1_000_01}, "promise_amount"),
        ({"promise_due_on": TODAY + timedelta(days=16)}, "promise_due_on"),
    ],
)
def test_limits_of_a_promise_are_said_beside_their_field(save, values, field):
    with pytest.raises(FormIncomplete) as refused:
        save("CD-PDP", **PROMISE | values)

    assert [problem.field for problem in refused.value.problems] == [field]


def test_unknown_delay_reason_is_refused(save):
    with pytest.raises(FormIncomplete) as refused:
        save("CD-NCP", delay_reason="R77")

    assert [problem.field for problem in refused.value.problems] == ["delay_reason"]


@pytest.mark.usefixtures("call")
def test_new_promise_supersedes_the_open_one(session, save, on_call):
    save("CD-PDP", **PROMISE)
    on_call(kind=make_inbound)

    save("CD-PDP", key="two", **PROMISE | {"promise_amount": 300_00})

    assert [promise.state for promise in rows(session, Promise)] == [PromiseState.SUPERSEDED, PromiseState.OPEN]
