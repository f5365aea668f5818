"""A flood of sign-ins on a real server of one process: the rest of the site goes on answering."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from models import AuditEntry
from tests.personas import cast_of
from tests.workbench.cli.test_run import Running

CLIENTS = 24
SECONDS = 20
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(name="database_url")
def one_database(sqlite_maker):
    """Hashing and threads do not see which database is behind them."""
    with sqlite_maker.fresh() as url:
        yield url


@pytest.fixture
def server(database, database_url, now):
    """The address of a running server; it has people, so that the first thing it says is its address."""
    with database.writing() as session:
        cast_of(session, now=now)
    running = Running(database_url, "run", "--no-scheduler", "--workers", "1", "--port", "0")
    yield running.line().split(" en ")[1].split(" ")[0]
    running.close()


def guesser(address):
    """One client with a form of its own: each call tries a wrong password and gives the status."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    token = TOKEN.search(opener.open(f"{address}/entrar", timeout=SECONDS).read().decode())[1]

    def guess(number):
        form = {"csrf_token": token, "email": f"{number}@example.com", "password": "no es esta"}
        try:
            return opener.open(f"{address}/entrar", urllib.parse.urlencode(form).encode(), timeout=SECONDS).status
        except urllib.error.HTTPError as refused:
            return refused.code

    return guess


@pytest.mark.long
def test_24_clients_that_guess_at_once_stall_nobody(server, database):
    clients = [guesser(server) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        guesses = [pool.submit(client, number) for _ in range(3) for number, client in enumerate(clients)]

        others = [
            urllib.request.urlopen(f"{server}{path}", timeout=SECONDS).status  # noqa: S310 - our own server
            for path in ("/healthz", "/entrar", "/healthz", "/readyz")
        ]
        under_way = [one for one in guesses if not one.done()]
        found = [one.result() for one in guesses]

    assert others == [200, 200, 200, 200]
    assert under_way
    assert set(found) == {422, 429}
    with database.reading() as session:
        counted = session.scalar(
            sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.event == "sign_in_failed")
        )
    assert counted == found.count(422)
