"""Who leads: one process at a time, followed as soon as it dies. Real processes, both databases."""

from datetime import timedelta
from time import monotonic, sleep

from models import Database, Lease
from tests.workbench.jobs.processes import children, lead
from workbench.jobs.leader import beat_lease, leadership_of


def test_only_one_leads(database):
    first, second = leadership_of(database), leadership_of(database)

    assert (first.acquire(), second.acquire()) == (True, False)
    assert (first.is_held(), second.is_held()) == (True, False)
    first.release()
    assert second.acquire() is True
    second.release()


def test_killed_leader_is_followed_by_another_process(database):
    mine = leadership_of(database)
    with children(lead, database.url) as (leader,):
        assert leader.hear() == "leads"
        assert mine.acquire() is False

        with children(lead, database.url) as (follower,):
            leader.kill()

            assert follower.hear() == "leads"
            assert mine.acquire() is False

    assert acquired_soon(mine)
    mine.release()


def acquired_soon(leadership, seconds=10):
    """A server lets go of a killed client's lock when it notices, which takes a moment on a busy machine."""
    until = monotonic() + seconds
    while not leadership.acquire():
        if monotonic() > until:
            return False
        sleep(0.05)
    return True


def test_leadership_ends_with_its_connection(postgres_maker):
    with postgres_maker.fresh() as url:
        database = Database(url)
        mine = leadership_of(database)
        mine.acquire()
        with database.engine.connect() as other:
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )

        assert mine.is_held() is False
        database.dispose()


def test_lease_shows_the_holder_and_its_last_sign_of_life(session, now):
    beat_lease(session, holder="one:1", now=now)
    beat_lease(session, holder="one:1", now=now + timedelta(seconds=5))
    beat_lease(session, holder="two:2", now=now + timedelta(seconds=9))

    lease = session.get(Lease, "scheduler")
    assert (lease.holder, lease.since, lease.beat_at) == (
        "two:2", now + timedelta(seconds=9), now + timedelta(seconds=9),
    )  # fmt: skip
