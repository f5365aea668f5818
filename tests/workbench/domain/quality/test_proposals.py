"""Proposing pairs: what a person decided stays; what no longer looks alike goes."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, Customer, DuplicatePair, JobRun, QualityFinding
from models.enums import PairState, RunState
from workbench.domain.quality import PairDecided, find_duplicates, judge_pair, propose_duplicates
from workbench.jobs.quality import DATA_CHECK
from workbench.jobs.runner import run_job


def propose(session, now):
    new = propose_duplicates(session, find_duplicates(session), now=now)
    session.flush()
    return new


@pytest.mark.both
def test_pair_is_proposed_once_with_its_evidence(session, two, now):
    assert [propose(session, now), propose(session, now)] == [1, 0]

    pair = session.scalars(sa.select(DuplicatePair)).one()
    assert (pair.first_id, pair.second_id, pair.state) == (two.one.id, two.other.id, PairState.OPEN)
    assert {piece["kind"] for piece in pair.evidence} == {"document", "phone", "name_within"}
    assert "52418903" not in str(pair.evidence)


def test_pair_that_no_longer_looks_alike_is_taken_back_unless_decided(session, two, cast, now):
    propose(session, now)
    for customer, name in ((two.one, "Ana Gil"), (two.other, "Pedro Quintero")):
        row = session.get_one(Customer, customer.id)
        row.name, row.document = name, None
    session.flush()

    propose(session, now)

    assert session.scalars(sa.select(DuplicatePair.id)).all() == []


def test_judging_is_kept_and_audited_and_not_done_twice(session, two, cast, now):
    propose(session, now)
    pair = session.scalars(sa.select(DuplicatePair)).one()
    paola = cast.person("paola")
    judge_pair(session, paola, pair, state=PairState.UNSURE, now=now)
    judge_pair(session, paola, pair, state=PairState.DISTINCT, now=now)

    with pytest.raises(PairDecided):
        judge_pair(session, paola, pair, state=PairState.UNSURE, now=now)

    assert propose(session, now) == 0
    events = session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events == ["customers_judged_unsure", "customers_judged_distinct"]


@pytest.mark.both
def test_job_checks_everybody_and_proposes(database, session, two, now):
    session.commit()

    for _ in range(2):
        run_job(database, DATA_CHECK, period=f"{_}", today=now.date(), clock=lambda: now)

    with database.reading() as fresh:
        runs = fresh.scalars(sa.select(JobRun).order_by(JobRun.id)).all()
        assert [run.state for run in runs] == [RunState.DONE] * 2
        problems = fresh.execute(
            sa.select(QualityFinding.problem).where(QualityFinding.customer_id == two.other.id)
        ).scalars()
        assert set(problems) == {"no_address", "shouted_name"}
        assert fresh.scalar(sa.select(sa.func.count()).select_from(DuplicatePair)) == 1
