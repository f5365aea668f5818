"""The circle closes: what a collector records and a customer pays is what the next model learns from and ranks by.

On the made-up company, through the browser and the commands alone: a promise is recorded, its payment imported, three
weeks pass, the model is trained again, the account's snapshot shows both, and the new model's scores rank the queue.
The last night's work is done by the commands for one portfolio, and by the scheduler for all.
"""

import dataclasses
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Account, Customer, Database, Interaction, ModelVersion, Portfolio, Promise
from models.enums import PromiseState
from tests.chromium import one_database, served, sign_in, window
from tests.learned import seen_of
from workbench.app import create_app
from workbench.cli import execute
from workbench.demo.founding import PASSWORD
from workbench.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.long]

__all__ = ["one_database"]

BOGOTA = ZoneInfo("America/Bogota")
FIRST = datetime(2026, 11, 23, 10, 30, tzinfo=BOGOTA)
"""A Monday."""
PAID_ON = date(2026, 11, 25)
LATER = datetime(2026, 12, 14, 10, 30, tzinfo=BOGOTA)
"""Three weeks on: the two weeks after the Monday that follows the payment are over."""
SEEN_ON = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A command that logs sets the process up for it; what comes after this test is not to."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def company(settings: Settings) -> Settings:
    """The made-up company on its first day: trained, scored, its queues built."""
    settings = dataclasses.replace(settings, today=FIRST)
    for line in (["init"], ["demo", "--customers", "900"], ["scheduler", "--once"]):
        assert execute(line, settings=settings) == 0
    return settings


@pytest.fixture(params=["commands", "scheduler"])
def pass_night(request: pytest.FixtureRequest) -> Callable[[Settings, str], None]:
    """`pass_night(settings, "consumo")`: train and score a portfolio and build its queues."""

    def run(settings: Settings, portfolio: str) -> None:
        by_hand = (["standing"], ["train", "--portfolio", portfolio], ["score"], ["queues"])
        for line in by_hand if request.param == "commands" else (["scheduler", "--once"],):
            assert execute(line, settings=settings) == 0

    return run


def run_json(capsys: pytest.CaptureFixture[str], settings: Settings, *line: str) -> dict:
    """What a command prints as JSON."""
    capsys.readouterr()
    assert execute([*line, "--format", "json"], settings=settings) == 0
    return json.loads(capsys.readouterr().out)


def promise_in_browser(page: Page) -> None:
    """Take the first account that may be called, identify the person, and record a promise for tomorrow."""
    page.goto("/cola")
    page.get_by_role("button", name="Siguiente", exact=False).or_(
        page.get_by_role("button", name="Llamar")
    ).first.click()
    page.get_by_role("button", name=re.compile("verificado|sin verificar")).first.click()
    page.get_by_role("link", name="Identidad").click()
    page.get_by_label("Nombre completo").check()
    page.get_by_label("Documento").check()
    page.get_by_role("button", name="Confirmar identidad").click()
    page.get_by_role("link", name="Contacto directo").click()
    page.get_by_role("link", name="Promesa de pago").click()
    page.get_by_label("¿Cuánto paga?").fill("50000")
    page.get_by_label("¿Cuándo?").fill("+2")
    page.get_by_label("¿Por dónde?").select_option("transfer")
    page.get_by_role("button", name="Guardar y siguiente").click()
    expect(page.get_by_label("¿Cuándo?")).to_have_count(0)


def recorded(database: Database) -> tuple[Promise, Account, Customer, Portfolio]:
    """The promise that was recorded here, and whose it is."""
    with database.reading() as session:
        promise = session.scalars(
            sa.select(Promise)
            .join(Interaction, Interaction.id == Promise.interaction_id)
            .where(Interaction.import_id.is_(None), Interaction.known_on == FIRST.date())
        ).one()
        account = session.get_one(Account, promise.account_id)
        return (
            promise,
            account,
            session.get_one(Customer, account.customer_id),
            session.get_one(Portfolio, account.portfolio_id),
        )


def recent_payment(database: Database, account: Account) -> str:
    """Another customer of the portfolio, whose payment tells that the ledger has come to the present."""
    with database.reading() as session:
        return session.scalars(
            sa.select(Customer.external_id)
            .join(Account, Account.customer_id == Customer.id)
            .where(Account.portfolio_id == account.portfolio_id, Account.id != account.id)
            .order_by(Account.id)
            .limit(1)
        ).one()


def newest_model(session: Session, portfolio: Portfolio) -> str:
    """The name of the model of a portfolio that was trained last."""
    models = sa.select(ModelVersion.name).where(ModelVersion.portfolio_id == portfolio.id)
    return session.scalars(models.order_by(ModelVersion.id.desc()).limit(1)).one()


def test_what_happened_teaches_the_model_that_ranks_next(
    chromium: Browser,
    database: Database,
    company: Settings,
    pass_night: Callable[[Settings, str], None],
    capsys: pytest.CaptureFixture[str],
    *,
    tmp_path: Path,
) -> None:
    with served(create_app(company, database)) as url, window(chromium, url, java_script_enabled=False) as page:
        sign_in(page, "ana@demo.example", PASSWORD)
        promise_in_browser(page)
    promise, account, customer, portfolio = recorded(database)
    first = run_json(capsys, company, "queue", "--portfolio", portfolio.code, "--limit", "1")["items"][0]["model"]

    payments = tmp_path / "payments.csv"
    payments.write_text(
        "external_id,customer_external_id,portfolio,paid_on,amount\n"
        f"CIRCLE-1,{customer.external_id},{portfolio.code},{PAID_ON},{promise.amount / 100:.2f}\n"
    )
    on_day = dataclasses.replace(company, today=datetime(2026, 11, 26, 8, 0, tzinfo=BOGOTA))
    told = run_json(capsys, on_day, "import", "payments", str(payments))
    other = recent_payment(database, account)
    payments.write_text(
        f"external_id,customer_external_id,portfolio,paid_on,amount\nCIRCLE-2,{other},{portfolio.code},2026-12-13,1\n"
    )
    before = dataclasses.replace(company, today=datetime(2026, 12, 13, 20, 0, tzinfo=BOGOTA))
    run_json(capsys, before, "import", "payments", str(payments))
    later = dataclasses.replace(company, today=LATER)
    pass_night(later, portfolio.code)

    with database.reading() as session:
        assert session.get_one(Promise, promise.id).state is PromiseState.KEPT
        seen = seen_of(session, account.id, on=SEEN_ON)
        newest = newest_model(session, portfolio)
    assert told["inserted"] == 1
    assert (seen["since_right_party"], seen["since_promise"], seen["since_payment"]) == (7, 7, 5)
    assert seen["kept"] >= 1
    items = run_json(capsys, later, "queue", "--portfolio", portfolio.code)["items"]
    assert newest != first
    assert {item["model"] for item in items} == {newest}
    assert {item["scorer"] for item in items} == {"model"}
    with served(create_app(later, database)) as url, window(chromium, url) as page:
        sign_in(page, "supervisora@demo.example", PASSWORD)
        page.goto(f"/modelo?cartera={portfolio.code}")
        expect(page.get_by_role("main")).to_contain_text(newest)
