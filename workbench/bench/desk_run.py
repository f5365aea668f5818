"""Many collectors at once: each takes the next customer, dials and saves the outcome, and every form is sent twice.

Processes serve their collectors through the application itself, as web workers do, on one database. The floor is one
bare row written and committed by as many at the same time, without any of us.
"""

import multiprocessing
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import Client, TestResponse

from models import Database, Interaction, User, WorkItem
from models.enums import WorkState
from workbench.app import create_app
from workbench.bench import plain
from workbench.bench.measure import Figure, resident_mb
from workbench.bench.stage import ACTOR, PASSWORD, Stage
from workbench.domain.people import add_user
from workbench.settings import Settings

PROCESSES = 4
COLLECTORS = {"sqlite": 20, "postgresql": 50}
SECONDS, FLOOR_SECONDS = 60.0, 5.0
SENT = 2
"""How often each form is sent: a second press of the key, or a browser that tries again."""

OUTCOME, REASON = "NC-NCT", "Pidió que la llamaran"
SLOWEST = 0.95
Result = TypeVar("Result")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ONCE = re.compile(r'name="once"[^>]*value="([^"]+)"')
_POINT = re.compile(r'name="punto" value="(\d+)"')
_ACCOUNT = re.compile(r"/llamada/(\d+)")


@dataclass
class Worked:
    """What one process did: seconds by kind of request, accounts saved by collector, wrong answers, and its memory."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    saved: list[tuple[str, int]] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    megabytes: float = 0.0


def desk_run_figures(stage: Stage, *, seconds: float = SECONDS) -> list[Figure]:
    """Let the collectors work, then hold what they were answered against what the database has.

    Raises:
        RuntimeError: A customer was held by two, or an outcome was lost, doubled or answered with an error.

    """
    emails = _collectors(stage, COLLECTORS[stage.database.engine.dialect.name])
    parts = [emails[start::PROCESSES] for start in range(PROCESSES)]
    with stage.meter.timing() as taken:
        worked = list(_in_processes(_work, stage.settings, parts, seconds))
    with plain.transaction(stage.database) as connection:
        plain.run(connection, f"CREATE TABLE {FLOOR_TABLE} (number INTEGER)")
    least = [one for part in _in_processes(_write_bare_rows, stage.settings, parts, FLOOR_SECONDS) for one in part]
    _check(stage, worked, emails)
    saves = sum(len(one.saved) for one in worked)
    floor = _slowest(least)
    notes = {"collectors": float(len(emails)), "saved/s": saves / seconds, "MB each": max(w.megabytes for w in worked)}
    notes["told to wait"] = float(sum(one.busy for one in worked))
    figures = []
    for kind in ("next", "dial", "page", "save"):
        told = [one for part in worked for one in part.seconds[kind]]
        figures.append(
            Figure(
                f"desk: {kind}, p95",
                "ms",
                _slowest(told),
                floor,
                None,
                taken.other_cores,
                {"p50": _middle(told)} | notes,
            )
        )
    return figures


def _collectors(stage: Stage, count: int) -> list[str]:
    """The bench's own collector and as many more of the same team as make `count`."""
    with stage.database.writing() as session:
        emails = [f"bench{number}@example.com" for number in range(count)]
        for email in emails:
            add_user(
                session,
                email,
                name=email,
                role="collector",
                teams=["bench"],
                password=PASSWORD,
                actor=ACTOR,
                now=stage.now,
            )
    return emails


def _in_processes(
    work: Callable[[Settings, Sequence[str], float], Result],
    settings: Settings,
    parts: Sequence[Sequence[str]],
    seconds: float,
) -> Iterator[Result]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        yield from pool.map(work, [settings] * len(parts), parts, [seconds] * len(parts))


def _work(settings: Settings, emails: Sequence[str], seconds: float) -> Worked:
    """A web worker and its collectors, each in a thread, until the time is over."""
    app, worked = create_app(settings), Worked()
    people = [(email, _signed_in(app, email)) for email in emails]
    ends = time.perf_counter() + seconds
    threads = [threading.Thread(target=_shift, args=(*one, worked, ends)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worked.megabytes = resident_mb() or 0.0
    return worked


def _shift(email: str, client: Client, worked: Worked, ends: float) -> None:
    """Work the queue until the time is over or there is nobody left."""
    page = client.get("/cola").text
    while time.perf_counter() < ends:
        form = {"csrf_token": _found(_TOKEN, page)}
        taken = _sent(client, worked, "next", "/cola/siguiente", form)
        at = _ACCOUNT.search(taken.headers.get("Location", ""))
        if at is None:
            return
        account = f"/llamada/{at[1]}"
        page = _fetched(client, worked, account)
        _sent(client, worked, "dial", f"{account}/intento", {**form, "punto": _found(_POINT, page), "motivo": REASON})
        page = _fetched(client, worked, account)
        outcome = {**form, "once": _found(_ONCE, page), "code": OUTCOME, "accion": "guardar"}
        if _sent(client, worked, "save", f"{account}/guardar", outcome).status_code in SAVED:
            worked.saved.append((email, int(at[1])))


SAVED = (200, 303)


def _sent(client: Client, worked: Worked, kind: str, path: str, form: dict[str, str]) -> TestResponse:
    """Send a form twice and give the first answer; the second must not be worse than a conflict."""
    answers = []
    for _ in range(SENT):
        began = time.perf_counter()
        answers.append(_posted(client, worked, path, form))
        worked.seconds[kind].append(time.perf_counter() - began)
    if answers[0].status_code not in SAVED or answers[-1].status_code not in (*SAVED, 409):
        worked.wrong[f"{kind} {answers[0].status_code} {answers[-1].status_code}"] += 1
    return answers[0]


def _posted(client: Client, worked: Worked, path: str, form: dict[str, str]) -> TestResponse:
    """The answer to a form; where the database is busy the same is sent again, as the page lets a person do."""
    while (answer := client.post(path, data=form)).status_code == 503:
        worked.busy += 1
    return answer


def _fetched(client: Client, worked: Worked, path: str) -> str:
    began = time.perf_counter()
    answer = client.get(path)
    worked.seconds["page"].append(time.perf_counter() - began)
    if answer.status_code not in SAVED:
        worked.wrong[f"page {answer.status_code}"] += 1
    return answer.text


def _signed_in(app: Flask, email: str) -> Client:
    client = Client(app)
    form = {"email": email, "password": PASSWORD, "csrf_token": _found(_TOKEN, client.get("/entrar").text)}
    answer = client.post("/entrar", data=form)
    if answer.status_code != 303:
        raise RuntimeError(f"signing in answered {answer.status}")
    return client


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"the page lacks {pattern.pattern}")
    return found[1]


def _write_bare_rows(settings: Settings, emails: Sequence[str], seconds: float) -> list[float]:
    """Write one row and commit, again and again, in as many threads as there are collectors. Seconds of each."""
    database, told = Database(settings.database_url), list[float]()
    ends = time.perf_counter() + seconds

    def write() -> None:
        while time.perf_counter() < ends:
            began = time.perf_counter()
            with plain.transaction(database) as connection:
                plain.insert(connection, FLOOR_TABLE, columns=("number",), values=[(1,)])
            told.append(time.perf_counter() - began)

    threads = [threading.Thread(target=write) for _ in emails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    return told


FLOOR_TABLE = "floor_desk"


def _check(stage: Stage, worked: Sequence[Worked], emails: Sequence[str]) -> None:
    """Compare what the collectors were answered with what is kept."""
    wrong = sum((one.wrong for one in worked), Counter[str]())
    with stage.database.reading() as session:
        kept = session.execute(
            sa.select(User.email, Interaction.account_id, Interaction.customer_id)
            .join(User, User.id == Interaction.collector_id)
            .where(Interaction.outcome_code == OUTCOME, User.email.in_(emails))
        ).all()
        by_customer: dict[int, set[str]] = defaultdict(set)
        for email, _, customer in kept:
            by_customer[customer].add(email)
        done = session.scalar(sa.select(sa.func.count()).where(WorkItem.state == WorkState.DONE)) or 0
    answered = Counter(pair for one in worked for pair in one.saved)
    stored = Counter((email, account) for email, account, _ in kept)
    faults = {
        "held twice": sum(len(people) > 1 for people in by_customer.values()),
        "lost": sum((answered - stored).values()),
        "doubled": sum((stored - answered).values()),
        "items not done": max(len(by_customer) - done, 0),
        **wrong,
    }
    if any(faults.values()):
        raise RuntimeError(f"the collectors got in each other's way: {faults}")


def _slowest(seconds: Sequence[float]) -> float:
    """Milliseconds within which ninety-five of a hundred came."""
    return sorted(seconds)[int(len(seconds) * SLOWEST)] * 1000


def _middle(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] * 1000
