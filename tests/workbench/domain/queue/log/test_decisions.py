"""The log of decisions: one for every item of a built queue, never rewritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Blob, DecisionLog, Score, WorkItem
from models.enums import Lane, PromiseState, Slice
from scoring.columns import WrongColumns
from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction, make_phone
from tests.factories.promises import make_promise
from tests.factories.scoring import make_champion, make_model
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.log import decisions
from workbench.domain.queue.log.decisions import RankingDecision, decisions_of, is_open_on, open_on_condition
from workbench.domain.records.blobs import keep_blob

TODAY = date(2026, 11, 18)
BOGOTA = "America/Bogota"


@pytest.fixture
def accounts(session, now, cast):
    """A queue of every kind: scored and not, of a collector and of the pool, one who may not be called any more."""
    cast.consumo.random_slice = 0.5
    model = make_model(session, cast.consumo, now=now)
    make_champion(session, cast.consumo, since=now, model=model)

    def make(name, **values):
        customer = make_customer(session, now=now, external_id=name)
        return make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id, **values)

    made = {f"s{number}": make(f"s{number}") for number in range(8)}
    for number, account in enumerate(made.values(), start=1):
        session.add(
            Score(
                account_id=account.id, portfolio_id=account.portfolio_id, model_id=model.id, scored_on=TODAY,
                propensity=0.1 * number, exposure=1_000_00, expected=100_00.25 * number, reasons=[],
            )
        )  # fmt: skip
    made["mine"] = make("mine", collector_id=cast.andrea.id)
    made["called"] = make("called")
    make_interaction(session, made["called"], at=now - timedelta(hours=1), outcome="NC-NCT")
    made["promised"] = make("promised")
    make_promise(
        session, made["promised"], amount=50_00, due_on=TODAY, made_at=now - timedelta(days=9), state=PromiseState.DUE
    )
    session.flush()
    return made


@pytest.fixture
def build(session, now):
    def run(on=TODAY, *, at=now):
        report = build_queues(session, on=on, today=on, now=at)
        session.flush()
        return report

    return run


def by_account(session, on=TODAY) -> dict[int, RankingDecision]:
    found = list(decisions_of(session, on=on))
    told = {one.account_id: one for one in found}
    assert len(told) == len(found)
    return told


def test_every_item_has_one_decision_that_says_the_same(session, accounts, build, cast):
    build()

    told = by_account(session)
    items = session.scalars(sa.select(WorkItem)).all()
    models = {None: None} | {item.model: told[item.account_id].model_id for item in items if item.model}
    assert len(items) == len(accounts)
    assert {account: one[1:6] + one[7:11] for account, one in told.items()} == {
        item.account_id: (
            item.collector_id, item.lane, item.slice, item.rank, item.within_capacity, models[item.model],
            item.propensity, told[item.account_id].expected, item.points,
        )
        for item in items
    }  # fmt: skip
    assert {one.slice for one in told.values()} == {Slice.MODEL, Slice.RANDOM}
    assert told[accounts["promised"].id].lane is Lane.PROMISE_DUE
    assert told[accounts["mine"].id].collector_id == cast.andrea.id


def test_decision_of_a_model_has_its_figures_and_that_of_the_rules_none(session, accounts, build):
    build()

    told = by_account(session)
    scored, ruled = told[accounts["s2"].id], told[accounts["mine"].id]
    score = session.get_one(Score, accounts["s2"].id)
    assert (scored.model_id, scored.propensity, scored.expected) == (
        score.model_id, score.propensity, round(score.expected),
    )  # fmt: skip
    assert (ruled.model_id, ruled.propensity, ruled.expected) == (None, None, None)
    assert type(ruled.points) is float


def test_decision_says_whether_a_call_was_allowed_that_day(session, accounts, build, now):
    build()

    told = by_account(session)
    assert {name: told[account.id].allowed for name, account in accounts.items()} == (
        dict.fromkeys(accounts, True) | {"called": False}
    )


def test_before_the_window_opens_a_call_of_the_day_is_allowed(session, accounts, build):
    build(at=datetime(2026, 11, 18, 8, 0, tzinfo=UTC))

    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == accounts["s1"].id)).one()
    assert (item.callable, item.callable_from) == (True, datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    assert by_account(session)[accounts["s1"].id].allowed


@pytest.mark.parametrize(
    ("now_open", "opens", "allowed"),
    [
        (True, None, True), (False, None, False),
        (False, datetime(2026, 11, 18, 22, 0, tzinfo=UTC), True),
        (False, datetime(2026, 11, 19, 4, 59, tzinfo=UTC), True),  # 23:59 in Bogotá
        (False, datetime(2026, 11, 19, 5, 0, tzinfo=UTC), False),
    ],
)  # fmt: skip
@pytest.mark.both
def test_is_open_on_is_of_the_local_day_in_python_and_in_sql(session, accounts, build, *, now_open, opens, allowed):
    build()
    of_one = WorkItem.account_id == accounts["s1"].id
    session.execute(sa.update(WorkItem).where(of_one).values(callable=now_open, callable_from=opens))

    assert is_open_on(now_open, opens, on=TODAY, zone=BOGOTA) is allowed
    found = session.scalars(sa.select(WorkItem.id).where(of_one, open_on_condition(on=TODAY, zone=BOGOTA))).all()
    assert (len(found) == 1) is allowed


def test_rest_is_kept_as_the_instant_at_which_it_ends_east_of_greenwich_too(session, accounts, build, *, now, cast):
    cast.consumo.timezone, cast.consumo.preset = "Europe/Madrid", "ES"
    make_interaction(session, accounts["s1"], at=now - timedelta(days=2), outcome="CD-PEN")

    build()

    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == accounts["s1"].id)).one()
    assert by_account(session)[accounts["s1"].id].rests_until == item.rests_until
    assert item.rests_until.hour == 23  # midnight in Madrid


def test_log_only_grows_and_the_latest_building_is_told(session, accounts, build, now):
    build()
    before = {row.id: (row.built_at, row.rows, row.blob_sha256) for row in session.scalars(sa.select(DecisionLog))}
    accounts["s1"].open_amount = accounts["s1"].overdue_amount = 0
    session.flush()

    build(at=now + timedelta(hours=2))

    rows = {row.id: (row.built_at, row.rows, row.blob_sha256) for row in session.scalars(sa.select(DecisionLog))}
    assert {one: rows[one] for one in before} == before
    assert [count for _at, count, _sha in rows.values()] == [len(accounts), len(accounts) - 1]
    assert accounts["s1"].id not in by_account(session)
    assert len(by_account(session)) == len(accounts) - 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=-1)])
def test_the_latest_building_is_told_though_the_clock_stood_still_or_went_back(session, accounts, build, now, later):
    build()
    accounts["s1"].open_amount = accounts["s1"].overdue_amount = 0
    session.flush()

    build(at=now + later)

    assert len(by_account(session)) == len(accounts) - 1


def test_decisions_of_days_stay_apart(session, accounts, build, now):
    build()
    tomorrow = TODAY + timedelta(days=1)

    assert list(decisions_of(session, on=tomorrow)) == []
    build(tomorrow, at=now + timedelta(days=1))

    assert {one.model_id for one in by_account(session, tomorrow).values()} == {None}  # no scores of that day
    assert len({one.model_id for one in by_account(session).values()}) == 2


def test_a_large_building_is_kept_in_parts_and_told_whole(session, accounts, build, now, monkeypatch):
    build()
    whole = list(decisions_of(session, on=TODAY))
    monkeypatch.setattr(decisions, "AT_ONCE", 4)

    build(at=now + timedelta(hours=1))

    parts = session.execute(sa.select(DecisionLog.part, DecisionLog.rows).order_by(DecisionLog.id)).all()
    assert parts == [(0, 11), (0, 4), (1, 4), (2, 3)]
    assert list(decisions_of(session, on=TODAY)) == whole


def test_an_artefact_that_was_altered_is_refused(session, accounts, build):
    build()
    session.scalars(sa.select(Blob).join(DecisionLog, DecisionLog.blob_sha256 == Blob.sha256)).one().content = b"x"
    session.flush()

    with pytest.raises(WrongColumns):
        list(decisions_of(session, on=TODAY))


def test_a_number_more_changes_no_decision_of_the_same_day(session, accounts, build, now):
    build()
    first = list(decisions_of(session, on=TODAY))
    make_phone(session, accounts["s1"].customer_id, now=now)

    build(at=now + timedelta(hours=1))

    assert list(decisions_of(session, on=TODAY)) == first
    assert session.scalar(sa.select(sa.func.count(sa.distinct(DecisionLog.blob_sha256)))) == 1  # kept once


@pytest.mark.both
def test_keep_blob_keeps_bytes_once_under_their_hash(session, now):
    first = keep_blob(session, b"abc", media_type="text/plain", now=now)
    again = keep_blob(session, b"abc", media_type="other", now=now + timedelta(days=1))

    row = session.scalars(sa.select(Blob)).one()
    assert first == again == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (row.sha256, row.media_type, row.size, row.content, row.created_at) == (first, "text/plain", 3, b"abc", now)
