"""`workbench bench`: every figure beside its floor, and never on anybody's data. How fast it is is not tested."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrations import runner
from tests.environment import clean_environment
from workbench.bench.all_figures import ALONE, BENCHMARKS, NAMED
from workbench.bench.find_figures import TYPED
from workbench.bench.measure import Meter


@pytest.fixture
def measured(monkeypatch):
    """The names of the figures that each benchmark of the registry gives, filled while they run."""
    found = {}

    def noting(name, measure):
        def run(stage):
            figures = measure(stage)
            found[name] = [figure.name for figure in figures]
            return figures

        return run

    for name, measure in BENCHMARKS.items():
        monkeypatch.setitem(BENCHMARKS, name, noting(name, measure))
    return found


@pytest.mark.long
def test_bench_measures_ours_and_the_floor(workbench, database_url, measured):
    runner.downgrade(database_url, to="base")

    answer = workbench("bench", "--customers", "1000", "--database", database_url, "--format", "json")

    figures = answer.json["figures"]
    assert (answer.code, list(measured), [name for name, given in measured.items() if not given]) == (
        0, list(BENCHMARKS), [],
    )  # fmt: skip
    assert [figure["name"] for figure in figures] == [name for given in measured.values() for name in given]
    assert [figure["name"] for figure in figures if not (figure["ours"] > 0 and figure["floor"] > 0)] == []


@pytest.mark.long
def test_bench_of_one_name_prints_only_that(workbench):
    answer = workbench("bench", "import", "--customers", "1000")

    named = [line.split()[:2] for line in answer.out.splitlines()]
    assert (answer.code, named[1:]) == (0, [["import", "invoices"], ["import", "payments"]])


def test_bench_refuses_a_database_that_is_in_use(workbench, database):
    answer = workbench("bench", "--database", database.engine.url.render_as_string(hide_password=False))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "Esa base de datos no está vacía: use una nueva, que después se pueda borrar.\n"


def test_every_benchmark_can_be_named(workbench):
    names = "|".join([*BENCHMARKS, *ALONE, *NAMED])

    assert workbench("bench", "--help").out.replace("\n", "").replace(" ", "").count(names) == 1


@pytest.mark.long
def test_bench_of_the_night_has_its_steps_and_the_whole(workbench):
    answer = workbench("bench", "nightly", "--customers", "2000", "--format", "json")

    names = ["night: standing", "night: training", "night: scores", "night: queues", "night"]
    figures = answer.json["figures"]
    assert (answer.code, [figure["name"] for figure in figures]) == (0, names)
    *steps, whole = figures
    assert whole["target"] == 4.0
    for side in ("ours", "floor"):
        assert all(step[side] > 0 for step in steps)
        assert whole[side] == pytest.approx(sum(step[side] for step in steps))
    assert whole["notes"]["MB peak"] == max(step["notes"]["MB peak"] for step in steps)


@pytest.mark.long
def test_bench_of_finding_has_every_way_of_searching(workbench):
    answer = workbench("bench", "find", "--customers", "1000", "--format", "json")

    figures = answer.json["figures"]
    assert (answer.code, [figure["name"] for figure in figures]) == (0, [f"find: {name}" for name in TYPED])
    assert all(figure["ours"] > 0 and figure["floor"] > 0 for figure in figures)


def test_measuring_warms_up_before_it_counts(database):
    calls = []

    taken = Meter(database).per_call(lambda: calls.append(1), times=20)

    assert len(calls) == 22
    assert taken.seconds > 0


def test_a_floor_is_repeated_for_as_long_as_asked(database):
    calls = []

    taken = Meter(database).per_call(lambda: calls.append(1), times=1, seconds=0.01, warm_up=False)

    assert len(calls) > 1
    assert taken.seconds * len(calls) >= 0.01


def test_the_work_of_the_database_counts_as_ours(database):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT sum(i) FROM n"

    with database.engine.connect() as connection, Meter(database).timing() as taken:
        connection.exec_driver_sql(numbers).scalar()

    assert taken.cpu_seconds >= 0.05


def test_what_processes_that_we_start_take_counts_as_ours(database):
    burns = "import time\nfull = bytearray(60_000_000)\nwhile time.process_time() < 0.6: pass"

    with Meter(database).timing() as taken:
        subprocess.run([sys.executable, "-c", burns], env=clean_environment(), check=True)

    assert taken.cpu_seconds >= 0.5
    assert taken.peak_mb is None or taken.peak_mb >= 60 + resident_mb()


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2 * 0.9
