"""`workbench doctor`: one line per thing; exit 1 when something needs a person."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    AuditHead,
    AuditSeal,
    ImportRun,
    JobRun,
    Lease,
    ModelAlarm,
    Portfolio,
    PortfolioTeam,
    ReviewRequest,
    WorkPolicy,
)
from models.enums import ImportKind, RequestKind, RunState
from tests.conftest import NOW
from tests.factories.ledger import make_account
from tests.factories.scoring import make_champion, make_model, make_training
from tests.personas import cast_of
from workbench.domain.records import AuditKeys, audit, seal_entries
from workbench.domain.records.audit import Actor, AuditEvent
from workbench.domain.records.sealing import ENTRY, unkeyed_hash
from workbench.jobs.leader import beat_lease


@pytest.fixture
def consumo(database, now):
    """A database in good order: a portfolio with data of today, a live leader, sealed audit entries."""
    with database.writing() as session:
        portfolio = cast_of(session, now=now).consumo
        portfolio.data_as_of = now.date()
        session.execute(sa.delete(PortfolioTeam))
        session.execute(sa.delete(WorkPolicy))
        session.execute(sa.delete(Portfolio).where(Portfolio.code == "microcredito"))
        beat_lease(session, holder="here:1", now=now)
        audit.record(session, AuditEvent.DEMO_LOADED, actor=Actor(None, "test"), subject=("portfolio", None), now=now)
        seal_entries(session, now=now, keys=AuditKeys(["0" * 32]))
    return portfolio.id


def states(answer):
    return {check["id"]: check["state"] for check in answer.json["checks"]}


def test_doctor_is_content_with_good_order(workbench, consumo):
    answer = workbench("doctor")

    assert (answer.code, answer.err) == (0, "")
    assert [line.split()[0] for line in answer.out.splitlines()] == ["ok"] * 9


def test_doctor_tells_each_thing_in_json(workbench, consumo):
    answer = workbench("doctor", "--format", "json")

    assert answer.json["ok"] is True
    assert states(answer) == dict.fromkeys(
        ("settings", "disk", "migrations", "scheduler", "jobs", "data", "audit", "model", "outbox"), "ok"
    )


def test_doctor_calls_for_a_person_when_an_answer_is_late(workbench, database, consumo, now):
    with database.writing() as session:
        account = make_account(session, session.get_one(Portfolio, consumo), now=now)
        asked = now.date() - timedelta(days=40)
        request = ReviewRequest(
            account_id=account.id, customer_id=account.customer_id, kind=RequestKind.REVIEW, received_on=asked,
            due_on=asked + timedelta(days=30), law="", recorded_at=now,
        )  # fmt: skip
        session.add(request)

    answer = workbench("doctor")

    assert answer.code == 1
    said = [line.split()[:3] for line in answer.out.splitlines() if "peticiones" in line]
    assert said == [["mal", "peticiones", "1"]]


def test_doctor_calls_for_a_person_when_the_database_is_behind(workbench, database, consumo):
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))

    answer = workbench("doctor", "--format", "json")

    assert (answer.code, answer.json["ok"]) == (1, False)
    assert states(answer) == {"settings": "ok", "disk": "ok", "migrations": "bad"}


@pytest.mark.parametrize(
    ("change", "check", "state"),
    [
        (sa.update(Lease).values(beat_at=NOW - timedelta(hours=1)), "scheduler", "bad"),
        (sa.delete(Lease), "scheduler", "attention"),
        (sa.update(Portfolio).values(data_as_of=NOW.date() - timedelta(days=4)), "data", "bad"),
        (sa.update(Portfolio).values(data_as_of=None), "data", "attention"),
        (sa.delete(Portfolio), "data", "attention"),
        (sa.update(AuditEntry).values(actor="somebody else"), "audit", "bad"),
        (sa.update(AuditEntry).values(seal_id=None), "audit", "bad"),
        (sa.delete(AuditHead), "audit", "bad"),
    ],
    ids=[
        "leader silent",
        "no leader",
        "old data",
        "no data",
        "no portfolio",
        "entry altered",
        "entry unsealed",
        "head removed",
    ],
)
@pytest.mark.usefixtures("consumo")
def test_doctor_sees_what_is_wrong(workbench, database, change, check, state):
    with database.engine.begin() as connection:
        connection.execute(change)

    answer = workbench("doctor", "--format", "json")

    assert states(answer)[check] == state
    assert answer.code == (1 if state == "bad" else 0)


def test_doctor_shows_entries_that_wait_long_for_a_seal(workbench, database, consumo, now):
    with database.writing() as session:
        audit.record(
            session, AuditEvent.DEMO_LOADED, actor=Actor(None, "test"), subject=("portfolio", None),
            now=now - timedelta(minutes=11),
        )  # fmt: skip

    answer = workbench("doctor", "--format", "json")

    assert (answer.code, states(answer)["audit"]) == (0, "attention")


def test_doctor_tells_a_changed_key_from_a_changed_trail(workbench, database, consumo, settings):
    other = replace(settings, secret_key="1" * 32)
    words = "íntegra, pero firmada con otra clave ("

    told = workbench("doctor", settings=other)
    with_the_former = workbench("doctor", settings=replace(other, audit_key="0" * 32))

    assert (told.code, words in told.out) == (1, True)
    assert (with_the_former.code, words in with_the_former.out) == (0, False)


def test_doctor_asks_for_the_signature_of_seals_of_the_version_before(workbench, database, consumo):
    with database.engine.begin() as connection:
        entry = connection.execute(sa.select(*ENTRY)).one()
        hashed = unkeyed_hash([entry], previous="0" * 64)
        connection.execute(sa.delete(AuditHead))
        connection.execute(sa.update(AuditSeal).values(key_id=None, mac=None, hash=hashed))

    answer = workbench("doctor")

    assert answer.code == 0
    assert "atención  auditoría      1 sellos de una versión anterior, todavía sin firmar" in answer.out


def run_of(period, state, *, now, error=None):
    return JobRun(
        job="nightly", period=period, state=state, host="here:1", started_at=now, beat_at=now, error=error, counts={}
    )


def test_doctor_names_a_failed_job_until_a_later_run_ends_well(workbench, database, consumo, now):
    with database.writing() as session:
        session.add(run_of("2026-11-17", RunState.FAILED, now=now, error="queues: KeyError"))
    failed = workbench("doctor")
    with database.writing() as session:
        session.add(run_of("2026-11-18", RunState.DONE, now=now))

    assert failed.code == 1
    assert "mal       trabajos       nightly del 2026-11-17 falló: queues: KeyError\n" in failed.out
    assert workbench("doctor").code == 0


def test_doctor_names_an_import_that_was_cut_off(workbench, database, consumo, now):
    with database.writing() as session:
        session.add(ImportRun(kind=ImportKind.PAYMENTS, file_name="pagos.csv", sha256="", started_at=now))

    answer = workbench("doctor")

    told = "la importación 1 (pagos.csv) quedó cortada: importe otra vez el archivo"
    assert answer.code == 0
    assert f"atención  datos          {told}" in answer.out.splitlines()


PARTED = {"rule": "ratio", "parted": True, "from": "2026-10-05", "to": "2026-10-26", "said": 0.024, "happened": 0.014}


@pytest.fixture
def alarm(database, consumo, now):
    """An alarm of consumo, whose model was trained today."""
    with database.writing() as session:
        portfolio = session.get_one(Portfolio, consumo)
        model = make_model(session, portfolio, now=now)
        make_champion(session, portfolio, since=now, model=model)
        make_training(session, portfolio, at=now, model=model)
        session.add(ModelAlarm(portfolio_id=consumo, raised_at=now, figures=PARTED))


def test_doctor_calls_for_a_person_while_an_alarm_of_a_model_lasts(workbench, alarm):
    answer = workbench("doctor", "--format", "json")

    assert (answer.code, answer.json["ok"]) == (1, False)
    told = [(one["state"], one["text"]) for one in answer.json["checks"] if one["id"] == "model"]
    state, text = told[1]
    assert (state, text.endswith("Mírelo y anótelo en Modelo.")) == ("bad", True)
    assert "del 2026-10-05 al 2026-10-26 el modelo dijo que pagaría el 2.4 % de las cuentas y pagó el 1.4 %" in text


@pytest.mark.parametrize("change", [{"seen_at": NOW, "seen_by": "paola", "note": "Visto"}, {"ended_at": NOW}])
def test_doctor_is_content_once_somebody_took_note_or_it_ended(workbench, database, alarm, change):
    with database.writing() as session:
        session.execute(sa.update(ModelAlarm).values(**change))

    assert workbench("doctor").code == 0
