"""Calculations spread over processes and a real Dask cluster come back in order and the same to the last bit."""

import os
import time
from contextlib import ExitStack

import pytest
from sqlalchemy.exc import OperationalError

from scoring import artifact, spreading
from scoring.effect import fit_nuisance
from scoring.spreading import ClusterUnusable, each, spread_over
from tests.cluster import dask_scheduler, dask_workers
from tests.scoring.call_rows import call_rows


def slower_first(number: int) -> tuple[int, int]:
    """A result and the process that made it; the first calls take longest."""
    time.sleep(0.2 / (number + 1))
    return number, os.getpid()


def fails_at(number: int, place: int) -> int:
    if number == place:
        raise LookupError(number)
    return number


def dies_elsewhere(number: int, home: int) -> int:
    if os.getpid() != home:
        os._exit(1)
    return number


def reaches_no_database(number: int, home: int) -> int:
    """Works on this machine; the second call and the last one fail on any other."""
    if os.getpid() != home and number in {1, 3}:
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())
    return number


def asked_for(count: int = 4) -> list[tuple[int]]:
    return [(number,) for number in range(count)]


def made(setting: str, *, rows: int = 1, here: bool = False) -> tuple[list[int], set[int]]:
    with spread_over(setting) as spread:
        found = list(spread.each(slower_first, asked_for(), rows=rows, here=here))
    return [number for number, _ in found], {process for _, process in found}


def test_outside_a_block_one_after_the_other_in_this_process():
    assert list(each(slower_first, asked_for(3), rows=10**9)) == [(number, os.getpid()) for number in range(3)]


def test_processes_give_results_in_the_order_of_the_calls():
    numbers, processes = made("processes:2")

    assert numbers == [0, 1, 2, 3]
    assert os.getpid() not in processes


def test_nobody_starts_processes_for_little_work():
    assert made("", rows=spreading.ROWS_A_PROCESS) == ([0, 1, 2, 3], {os.getpid()})


def test_much_work_is_spread_without_being_told(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    assert os.getpid() not in made("", rows=2 * spreading.ROWS_A_PROCESS)[1]


def test_a_cluster_gives_results_in_the_order_of_the_calls(cluster):
    numbers, processes = made(cluster.replace("tcp://", "dask://"))

    assert numbers == [0, 1, 2, 3]
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_what_needs_this_machine_stays_on_it(cluster):
    assert made(cluster, here=True) == ([0, 1, 2, 3], {os.getpid()})


@pytest.mark.parametrize("setting", ["processes:2", "dask"])
def test_an_error_of_a_calculation_is_raised_as_it_is(setting, request):
    setting = request.getfixturevalue("cluster") if setting == "dask" else setting

    with spread_over(setting) as spread, pytest.raises(LookupError):
        list(spread.each(fails_at, [(number, 2) for number in range(4)], rows=1))

    assert not spread.lost


def test_the_same_averages_and_chances_wherever_they_are_fitted(cluster):
    rows = call_rows(accounts=40, days=20)
    alone = fit_nuisance(rows, seed=0)

    for setting in ("processes:2", cluster):
        with spread_over(setting):
            spread = fit_nuisance(rows, seed=0)
        assert (spread.mean.tobytes(), spread.chance.tobytes()) == (alone.mean.tobytes(), alone.chance.tobytes())


def test_a_scheduler_that_does_not_answer_is_told_at_once(monkeypatch):
    monkeypatch.setattr(spreading, "ANSWERS_WITHIN", 1.0)
    began = time.monotonic()

    with pytest.raises(ClusterUnusable) as told, spread_over("dask://127.0.0.1:9"):
        pass

    assert (told.value.trouble, told.value.scheduler) == (ClusterUnusable.UNREACHABLE, "tcp://127.0.0.1:9")
    assert time.monotonic() - began < 10


def test_a_scheduler_without_workers_is_told(tmp_path):
    with dask_scheduler(tmp_path) as address, pytest.raises(ClusterUnusable) as told, spread_over(address):
        pass

    assert told.value.trouble == ClusterUnusable.NO_WORKERS


def test_workers_with_other_libraries_are_told(cluster, monkeypatch):
    monkeypatch.setattr(artifact, "version", lambda _name: "0")

    with pytest.raises(ClusterUnusable) as told, spread_over(cluster):
        pass

    assert told.value.trouble == ClusterUnusable.DIFFERS


def test_where_all_workers_die_this_machine_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(spreading, "RESULT_WITHIN", 3.0)
    with dask_scheduler(tmp_path) as address, dask_workers(address), spread_over(address) as spread:
        found = list(spread.each(dies_elsewhere, [(number, os.getpid()) for number in range(4)], rows=1))
        after = list(spread.each(slower_first, asked_for(2), rows=1))

    assert (found, spread.lost) == ([0, 1, 2, 3], True)
    assert {process for _, process in after} == {os.getpid()}


def test_what_fails_on_a_worker_alone_is_calculated_here(cluster, caplog):
    with spread_over(cluster) as spread:
        found = list(spread.each(reaches_no_database, [(number, os.getpid()) for number in range(4)], rows=1))

    assert (found, spread.lost) == ([0, 1, 2, 3], True)
    assert "this machine calculates what is missing: OperationalError" in caplog.text


def test_where_a_scheduler_goes_this_machine_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(spreading, "ANSWERS_WITHIN", 1.0)
    with ExitStack() as stack:
        running = stack.enter_context(ExitStack())
        address = running.enter_context(dask_scheduler(tmp_path))
        running.enter_context(dask_workers(address))
        spread = stack.enter_context(spread_over(address))
        running.close()
        found = list(spread.each(slower_first, asked_for(2), rows=1))

    assert ([number for number, _ in found], spread.lost) == ([0, 1], True)
