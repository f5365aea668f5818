"""Looking at a made-up company first, and throwing it away on screen."""

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Portfolio, User
from tests.browser import Browser
from tests.factories.ledger import make_account
from workbench.domain.records import AuditEvent, open_requests


@pytest.fixture
def made_up(session, cast, now):
    """The cast and its portfolios as a made-up company."""
    for name in ("andrea", "luis", "sara", "paola", "elena", "ana"):
        getattr(cast, name).is_made_up = True
    for portfolio in (cast.consumo, cast.microcredito):
        portfolio.is_made_up = True
    make_account(session, cast.consumo, now=now)
    session.add(
        AuditEntry(
            at=now, event=AuditEvent.DEMO_LOADED.value, actor="t", subject_kind="portfolio",
            after={"stage": "loaded", "customers": 1, "seed": 1, "today": "2026-11-18"}, before={},
        )
    )  # fmt: skip
    session.flush()


def test_it_is_asked_for_once_where_nothing_is_there(people, cast, session):
    ana = people("ana")
    page = ana.get("/arranque/inventada")
    ana.submit(page, "/arranque/inventada")
    ana.post("/arranque/inventada")

    assert [job for job, _ in open_requests(session)] == ["made_up_company"]
    assert ana.get("/arranque/inventada").by_id("progreso").get("hx-trigger") == "every 1s"


def test_it_is_refused_beside_accounts(people, cast, session, now):
    make_account(session, cast.consumo, now=now)
    ana = people("ana")
    ana.get("/arranque/inventada")

    ana.post("/arranque/inventada")

    assert open_requests(session) == []
    assert "solo se carga en una base vacía" in ana.get("/arranque/inventada").words()


def test_its_own_administrator_throws_it_away_and_begins_with_their_name(people, app, made_up, session):
    ana = people("ana")
    page = ana.get("/arranque/inventada")

    answer = ana.submit(page, "/arranque/inventada/quitar")

    assert answer.response.location.startswith("/arranque/administracion?codigo=")
    assert session.scalars(sa.select(Portfolio)).all() == []
    assert session.scalars(sa.select(User).where(User.is_active)).all() == []
    form = ana.get(answer.response.location)
    far = Browser(app, session)
    assert form.h1 == "Primer arranque"
    assert far.get("/entrar", status=303).response.location == "/arranque/administracion"


def test_somebody_of_their_own_stays_signed_in(people, cast, made_up, session):
    cast.ana.is_made_up = False
    ana = people("ana")
    page = ana.get("/arranque/inventada")
    ana.submit(page, "/arranque/inventada/quitar")

    assert ana.get("/arranque", status=303).response.location == "/arranque/empresa"
    assert "Ana" in ana.get("/ajustes/usuarios").words()
    assert "Luis" not in ana.get("/ajustes/usuarios?filtro=apagadas").words()


def test_real_accounts_keep_everything(people, cast, made_up, session, now):
    cast.microcredito.is_made_up = False
    make_account(session, cast.microcredito, now=now)
    ana = people("ana")
    assert "Quitarla" not in ana.get("/arranque/inventada").words()

    answer = ana.post("/arranque/inventada/quitar", status=409)

    assert "Ya hay cuentas suyas" in answer.words()
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2
