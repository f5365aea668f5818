"""The script of a call: chosen by the account's situation, filled in with its data."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Customer
from models.enums import Channel, CustomerKind, PromiseState, ScriptStage
from scripts_library.parser import parse
from scripts_library.placeholders import CATALOGUE
from scripts_library.vocabulary import Listener
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_phone
from tests.factories.promises import make_promise
from tests.factories.scripts import make_script
from tests.scripts_library.texts import BODY, FRONT
from workbench.domain.scripts.choice import call_script, render_for
from workbench.domain.scripts.lifecycle import load_starters
from workbench.domain.scripts.reading import script_facts
from workbench.domain.scripts.values import Agreement, first_name, greeting, script_values
from workbench.domain.scripts.words import ScriptWords, money_in_words, phone_in_words
from workbench.kernel.errors import NotVisible
from workbench.web.money import format_money

TODAY = date(2026, 11, 18)


@pytest.fixture
def customer(session, now):
    return make_customer(session, now=now, name="MARÍA FERNANDA RÍOS CÁRDENAS", segment="Preferente")


@pytest.fixture
def account(session, cast, customer, now):
    return make_account(session, cast.consumo, now=now, customer_id=customer.id)


@pytest.fixture
def owed(session, account):
    """Two overdue invoices, one that is disputed, and one that comes."""
    make_invoice(session, account, due_on=date(2026, 11, 3), amount=100_000_00, external_id="FE-1", product="consumo")
    make_invoice(session, account, due_on=date(2026, 11, 10), amount=28_450_00)
    make_invoice(session, account, due_on=date(2026, 10, 1), amount=7_00, disputed=True)
    make_invoice(session, account, due_on=date(2026, 12, 2), amount=50_000_00)
    return account


def script_of(session, account, cast, now, **more):
    return call_script(
        session, account.id, **{"language": "es", "now": now, "collector": cast.person("andrea"), **more}
    )


@pytest.fixture
def read(session, cast, now):
    """The starter scripts are there; read one to an account."""
    load_starters(session, now=now)
    return lambda account, **more: script_of(session, account, cast, now, **more)


def said(call, key):
    return next(step.text for step in call.steps if step.key == key)


def test_call_script_fits_the_age_of_the_debt_and_says_why(session, owed, cast, now):
    load_starters(session, now=now)

    call = script_of(session, owed, cast, now)

    assert (call.name, call.version_number, call.why) == ("Mora temprana", 1, ("stage",))
    assert call.situation.stage is ScriptStage.EARLY
    assert [step.key for step in call.steps] == ["saludo", "identidad", "motivo", "negociar", "cierre"]
    left = {candidate.option.code: candidate.left_out_by for candidate in call.candidates}
    assert (left["mora-tardia"], left["tercero"], left["buzon"], left["early-arrears"]) == (
        "stage", "recipient", "channel", "language",
    )  # fmt: skip


def test_call_script_reads_the_accounts_own_data(session, owed, cast, now):
    load_starters(session, now=now)

    call = script_of(session, owed, cast, now)

    assert said(call, "saludo") == (
        "Buenos días. Habla Andrea, de Crediandes. ¿Hablo con María Fernanda Ríos Cárdenas?"
    )
    assert said(call, "motivo").splitlines()[0] == (
        "María Fernanda, le llamo por su cuenta de consumo con Crediandes. "
        "Su pago de $ 128.450 aparece pendiente desde el 3 de noviembre."
    )


def test_call_script_reads_back_what_is_being_agreed(session, owed, cast, now):
    load_starters(session, now=now)
    agreement = Agreement(amount=50_000_00, due_on=date(2026, 11, 30), method="transferencia")

    call = script_of(session, owed, cast, now, agreement=agreement)

    assert said(call, "cierre").startswith(
        "Entonces quedamos así, María Fernanda: $ 50.000, el lunes 30 de noviembre, por transferencia."
    )


@pytest.mark.parametrize(
    ("due_on", "name"),
    [
        (TODAY, "Preventivo"),
        (TODAY - timedelta(days=1), "Mora temprana"),
        (TODAY - timedelta(days=31), "Mora media"),
        (TODAY - timedelta(days=91), "Mora tardía"),
    ],
)
def test_call_script_follows_the_oldest_open_invoice(session, account, read, due_on, name):
    make_invoice(session, account, due_on=due_on, amount=100_00)

    assert read(account).name == name


@pytest.mark.parametrize(
    ("newest", "name"),
    [
        (PromiseState.BROKEN, "Promesa no cumplida"),
        (PromiseState.PARTIAL, "Mora temprana"),
        (PromiseState.OPEN, "Mora temprana"),
        (PromiseState.KEPT, "Mora temprana"),
    ],
)
def test_call_script_takes_up_the_newest_promise(session, owed, read, newest, name):
    past = datetime(2026, 10, 1, tzinfo=UTC)
    make_promise(session, owed, amount=1_00, due_on=date(2026, 10, 5), made_at=past, state=PromiseState.BROKEN)
    made = datetime(2026, 11, 9, tzinfo=UTC)
    make_promise(session, owed, amount=300_000_00, due_on=date(2026, 11, 14), made_at=made, state=newest)

    assert read(owed).name == name


def test_call_script_names_the_broken_promise(session, owed, cast, now):
    load_starters(session, now=now)
    made = now - timedelta(days=9)
    make_promise(session, owed, amount=300_000_00, due_on=date(2026, 11, 14), made_at=made, state=PromiseState.BROKEN)

    assert "Teníamos previsto $ 300.000 para el 14 de noviembre" in said(script_of(session, owed, cast, now), "motivo")


def test_call_script_prefers_what_is_written_for_the_portfolio_and_segment(session, owed, cast, now):
    load_starters(session, now=now)
    text = FRONT.replace(
        'name = "Prueba"', 'name = "La nuestra"\nstage = "early"\nportfolio = "consumo"\nsegment = "preferente"'
    )
    make_script(
        session,
        now=now,
        text=text + BODY,
        name="La nuestra",
        stage=ScriptStage.EARLY,
        portfolio_id=cast.consumo.id,
        segment="preferente",
    )

    call = script_of(session, owed, cast, now)

    assert (call.name, call.why) == ("La nuestra", ("segment", "portfolio", "stage"))


def test_call_script_for_somebody_else_who_answers(session, owed, cast, now):
    load_starters(session, now=now)

    call = script_of(session, owed, cast, now, recipient=Listener.THIRD_PARTY)

    assert call.name == "Contesta otra persona"
    assert not [step for step in call.steps if "128" in step.html]


def test_call_script_for_a_voicemail_and_in_english(session, owed, cast, now):
    load_starters(session, now=now)

    call = script_of(session, owed, cast, now, language="en", channel=Channel.VOICEMAIL)

    assert said(call, "greeting") == (
        "Hello. This is Andrea, from Crediandes. Please call me back on the number on your screen. Thank you."
    )


def test_call_script_finds_the_step_of_a_response_under_another(session, owed, read):
    call = read(owed)

    step, block = call.place_of("sin-dinero")
    assert (step.key, block.title) == ("negociar", "No tengo dinero")
    assert call.place_of("motivo") == (call.steps[2], call.steps[2])
    assert call.place_of("nada") is None


def test_call_script_without_any_script_says_what_left_each_out(session, owed, cast, now):
    make_script(session, now=now, language="en")

    call = script_of(session, owed, cast, now)

    assert (call.version_id, call.steps, call.why) == (None, (), ())
    assert [candidate.left_out_by for candidate in call.candidates] == ["language"]


def test_call_script_of_no_account(session, cast, now):
    with pytest.raises(NotVisible):
        call_script(session, 404, language="es", now=now, collector=cast.person("andrea"))


def test_call_script_asks_as_many_queries_for_one_invoice_as_for_many(session, account, cast, now):
    load_starters(session, now=now)
    counts = []
    for _ in range(2):
        make_invoice(session, account, due_on=date(2026, 11, 3), amount=100_00)
        make_interaction(session, account, at=now, outcome="NC-NCT")
        make_phone(session, account.customer_id, now=now)
        session.commit()
        session.expunge_all()
        asked = []
        sa.event.listen(session.bind, "before_cursor_execute", lambda *call, asked=asked: asked.append(call[2]))
        script_of(session, account, cast, now)
        counts.append(len(asked))
        asked = []

    assert counts[0] == counts[1]


def test_a_script_with_every_placeholder_reads_for_an_account_with_nothing(session, account, cast, now):
    text = FRONT + "## paso: saludo | S\n" + "\n\n".join(f"{{{name}}}" for name in CATALOGUE)

    rendered = render_for(script_facts(session, account.id), parse(text), now=now, collector=cast.person("andrea"))

    assert "{" not in rendered.steps[0].text


def test_values_use_only_names_of_the_catalogue(session, owed, cast, now):
    facts = script_facts(session, owed.id)

    values = script_values(facts, language="es", now=now, collector=cast.person("andrea"))

    assert set(values) <= set(CATALOGUE)


def test_the_notice_of_the_law_follows_the_policy(session, owed, cast, now):
    cast.consumo.preset = "US"
    facts = script_facts(session, owed.id)

    values = script_values(facts, language="en", now=now, collector=cast.person("andrea"))

    assert values["aviso.legal"] == (
        "This is an attempt to collect a debt; any information obtained will be used for that purpose."
    )


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("María Fernanda Ríos Cárdenas", "María Fernanda"),
        ("JORGE PEÑA", "Jorge"),
        ("Ana María Gil", "Ana"),
        ("Madonna", "Madonna"),
    ],
)
def test_first_name(name, called):
    assert first_name(name) == called


def test_a_company_is_called_by_its_whole_name(session, owed, customer, cast, now):
    customer.kind, customer.name = CustomerKind.BUSINESS, "Ferretería El Tornillo Feliz SAS"
    session.flush()

    values = script_values(script_facts(session, owed.id), language="es", now=now, collector=cast.person("andrea"))

    assert values["cliente.nombre"] == "Ferretería El Tornillo Feliz SAS"


@pytest.mark.parametrize(
    ("hour", "words"), [(16, "Buenos días"), (17, "Buenas tardes"), (23, "Buenas tardes"), (0, "Buenas noches")]
)
def test_greeting_is_that_of_the_customers_hour(hour, words):
    assert greeting(datetime(2026, 11, 18, hour, tzinfo=UTC), "America/Bogota", "es") == words


@pytest.mark.parametrize(
    ("amount", "currency", "region"),
    [
        (1_284_500_00, "COP", "es_CO"), (1_284_500_50, "COP", "es_CO"), (12_450_00, "MXN", "es_MX"),
        (99_990, "CLP", "es_CL"), (1_248_60, "USD", "en_US"), (1_500_00, "PEN", "es_PE"),
    ],
)  # fmt: skip
def test_money_is_read_as_the_screens_show_it(amount, currency, region):
    assert money_in_words(amount, currency, region) == format_money(amount, currency, locale=region)


@pytest.mark.parametrize(
    ("name", "value", "style", "spanish", "english"),
    [
        ("cuenta.vence_antigua", date(2026, 10, 3), None, "3 de octubre", "3 October"),
        ("cuenta.vence_antigua", date(2025, 10, 3), None, "3 de octubre de 2025", "3 October 2025"),
        ("acuerdo.fecha", date(2026, 11, 30), None, "lunes 30 de noviembre", "Monday 30 November"),
        ("acuerdo.fecha", date(2026, 11, 30), "short", "30 nov", "30 Nov"),
        ("promesa.fecha", date(2026, 11, 14), "weekday", "sábado 14 de noviembre", "Saturday 14 November"),
        ("cuenta.facturas", 1, None, "1 factura", "1 invoice"),
        ("cuenta.facturas", 4, None, "4 facturas", "4 invoices"),
        ("cuenta.dias_mora", 47, None, "47 días", "47 days"),
        ("cuenta.dias_mora", 47, "number", "47", "47"),
        ("gestor.telefono", "+576015557000", None, "601 555 70 00", "601 555 70 00"),
        ("cliente.nombre", "Ana", None, "Ana", "Ana"),
    ],
)
def test_values_in_words(name, value, style, spanish, english):
    for language, expected in (("es", spanish), ("en", english)):
        words = ScriptWords(language, "es_CO", "COP", TODAY)
        assert words(CATALOGUE[name], value, style=style) == expected


def test_what_is_no_number_is_read_as_it_stands():
    assert phone_in_words("recepción") == "recepción"


def test_facts_of_an_account_leave_disputed_items_out(session, owed):
    facts = script_facts(session, owed.id)

    assert [item.amount for item in facts.items] == [100_000_00, 28_450_00, 50_000_00]
    assert facts.customer == session.get(Customer, owed.customer_id)
