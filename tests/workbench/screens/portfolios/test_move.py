"""Moving accounts: what moves, its history and its audit entry, and what is refused."""

import pytest
import sqlalchemy as sa

from models import Account, Assignment, AuditEntry
from models.enums import PromiseState
from tests.factories.promises import make_promise


@pytest.fixture
def move(people, cast):
    """Paola moves accounts of consumo."""
    paola = people("paola")

    def send(*, status=303, piece=False, **fields):
        address = f"/carteras/{cast.consumo.id}"
        data = {**paola.get(address).form(address), **fields}
        post = paola.post_piece if piece else paola.post
        return post(f"{address}/reasignar", data, status=status)

    send.browser = paola
    return send


def entries(session):
    """Audit entries of moves: who, why."""
    found = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "accounts_reassigned"))
    return [(one.actor, one.why) for one in found]


def test_move_gives_the_accounts_with_history_and_one_entry(move, place, cast, session):
    item = place(owner="andrea")

    answer = move(whose=str(cast.andrea.id), to=str(cast.luis.id), why="Vacaciones de Andrea")

    assert answer.response.location == f"/carteras/{cast.consumo.id}"
    assert (session.get_one(Account, item.account_id).collector_id, item.collector_id) == (cast.luis.id, cast.luis.id)
    history = session.scalars(sa.select(Assignment).where(Assignment.account_id == item.account_id)).all()
    assert [(one.collector_id, one.assigned_by, one.until_at) for one in history] == [
        (cast.luis.id, cast.paola.id, None)
    ]
    assert entries(session) == [("paola@example.com", "Vacaciones de Andrea")]


def test_move_says_how_many(move, place, cast):
    place(owner="andrea")
    place(owner="andrea")

    move(to=str(cast.luis.id), why="Vacaciones de Andrea")

    assert "Pasaron 2 cuentas." in move.browser.get(f"/carteras/{cast.consumo.id}").words()


def test_move_needs_a_reason(move, place, cast, session):
    item = place(owner="andrea")

    page = move(to=str(cast.luis.id), why=" ", status=422)

    assert page.words(page.by_id("why-error")) == "Diga por qué se reasignan."
    assert item.collector_id == cast.andrea.id
    assert entries(session) == []


def test_move_needs_a_receiver(move, place, cast):
    item = place(owner="andrea")

    page = move(why="Vacaciones de Andrea", status=422)

    assert page.words(page.by_id("to-error")) == "Elija a quién pasan."
    assert item.collector_id == cast.andrea.id


def test_move_to_who_does_not_work_the_portfolio_is_refused(move, place, cast):
    item = place(owner="andrea")

    move(to=str(cast.sara.id), why="Vacaciones de Andrea", status=422)

    assert item.collector_id == cast.andrea.id


def test_move_leaves_what_was_agreed_on_unless_it_is_included(move, place, cast, session, now):
    account = session.get_one(Account, place(owner="andrea").account_id)
    make_promise(
        session,
        account,
        amount=1000,
        due_on=now.date(),
        made_at=now,
        state=PromiseState.OPEN,
    )

    move(to=str(cast.luis.id), why="Vacaciones de Andrea")
    stayed = account.collector_id
    move(to=str(cast.luis.id), why="Vacaciones de Andrea", include_agreed="y")

    assert (stayed, account.collector_id) == (cast.andrea.id, cast.luis.id)


def test_move_is_not_for_collectors(client, place, cast):
    item = place(owner="andrea")
    client.get("/cola")

    client.post(f"/carteras/{cast.consumo.id}/reasignar", {"to": str(cast.luis.id), "why": "porque sí"}, status=403)

    assert item.collector_id == cast.andrea.id


def test_move_in_a_portfolio_of_another_team_does_not_exist(move, cast):
    move.browser.get(f"/carteras/{cast.consumo.id}")

    move.browser.post(f"/carteras/{cast.microcredito.id}/reasignar", {"to": "equipo", "why": "porque sí"}, status=404)
