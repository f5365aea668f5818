"""Trabajos: failed first, running with progress, finished; who may look."""

from datetime import timedelta

import pytest

from models import JobRun, Lease
from models.enums import RunState


@pytest.fixture
def run(session, now):
    """A maker of runs."""
    days = iter(range(1, 30))

    def make(state, **values):
        day = next(days)
        began = now - timedelta(days=day)
        row = JobRun(
            **{
                "job": "nightly", "period": f"2026-11-{18 - day:02d}", "state": state, "host": "escritorio:4711",
                "started_at": began, "beat_at": began, "counts": {},
            } | values
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    return make


def test_failed_runs_come_first_with_what_went_wrong(people, cast, run, now):
    run(RunState.DONE, finished_at=now)
    run(RunState.FAILED, error="No hay espacio en el disco", attempt=3)

    page = people("ana").get("/ajustes/trabajos")

    boxes = page.texts("box")
    assert boxes[0].startswith("FallóCerrar el día: saldos, promesas, puntajes y colas")
    assert "3 intentos" in boxes[0]
    assert "No hay espacio en el disco" in boxes[0]
    assert boxes[1].startswith("Terminados")


def test_running_run_shows_how_far_it_is(people, cast, run):
    run(RunState.RUNNING, step="colas", done=250, total=1000)

    page = people("ana").get_piece("/ajustes/trabajos")

    assert "250 de 1.000" in page.words()
    assert page.by_id("trabajos").get("hx-trigger") == "every 2s"


def test_running_run_that_cannot_know_its_end_says_what_is_done(people, cast, run):
    run(RunState.RUNNING, done=250, total=None)

    assert "250 · escritorio:4711" in people("ana").get("/ajustes/trabajos").words()


def test_finished_run_says_what_it_did(people, cast, run, now):
    run(RunState.DONE, started_at=now, finished_at=now + timedelta(seconds=3), counts={"standing": {"accounts": 1317}})

    page = people("ana").get("/ajustes/trabajos")

    cells = [page.words(cell) for cell in page.all(".//tbody/tr/td")]
    assert (cells[3], cells[4]) == ("3,0 s", "Saldos y promesas: 1.317 cuentas")


def test_page_without_runs_says_when_they_come(people, cast):
    page = people("ana").get("/ajustes/trabajos")

    assert "Todavía no ha corrido ningún trabajo" in page.words()
    assert page.by_id("trabajos").get("hx-trigger") == "every 20s"


def test_page_says_who_leads_while_it_lives(people, cast, session, now):
    session.add(Lease(name="scheduler", holder="escritorio:4711", since=now, beat_at=now))

    assert "Dirige escritorio:4711" in people("ana").get("/ajustes/trabajos").words()


def test_page_says_that_nobody_leads_any_more(people, cast, session, now):
    long_ago = now - timedelta(minutes=5)
    session.add(Lease(name="scheduler", holder="escritorio:4711", since=long_ago, beat_at=long_ago))

    assert "El planificador no está en marcha" in people("ana").get("/ajustes/trabajos").words()


def test_jobs_are_not_for_collectors(client):
    client.get("/ajustes/trabajos", status=403)


def test_runs_say_in_words_what_they_were_for(people, cast, run, now):
    later = now + timedelta(seconds=12.34)
    run(RunState.DONE, job="nightly", period="2026-11-17", finished_at=now)
    run(RunState.DONE, job="training", period="2026-W47", started_at=now, finished_at=now + timedelta(seconds=400))
    run(RunState.DONE, job="import_file", period="17.2", finished_at=now)
    run(RunState.DONE, job="data_check_files", period=now.isoformat(), started_at=now, finished_at=later)
    run(RunState.DONE, job="housekeeping", period="x", finished_at=now, counts={"a": {"imports": 1, "sessions": 2}})

    page = people("ana").get("/ajustes/trabajos")

    cells = [[page.words(cell) for cell in row.findall("td")] for row in page.all(".//tbody/tr")]
    assert sorted(row[1] for row in cells) == ["archivo 17", "hoy 10:00", "mar 17 nov", "semana 47", "x"]
    assert {"12,3 s", "6 min 40 s"} <= {row[3] for row in cells}
    assert "1 importación · 2 sesiones vencidas" in page.words()


def test_counts_of_a_run_are_singular_for_one(people, cast, run, now):
    run(RunState.DONE, finished_at=now, counts={"propose_pairs": {"pairs": 1, "new_pairs": 0}, "rows": {"rows": 1200}})

    words = people("ana").get("/ajustes/trabajos").words()

    assert "1 par parecido · 0 pares nuevos" in words
    assert "1.200 filas" in words
