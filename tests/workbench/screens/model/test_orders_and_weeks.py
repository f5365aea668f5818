"""Modelo beside the champion: what other orders would have brought, what chance costs, the hours, and the weeks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import ModelVersion
from models.enums import Slice
from tests.factories.ledger import make_account, make_interaction
from tests.factories.scoring import REPORT, make_training
from tests.factories.work import make_item
from tests.workbench.screens.model.conftest import TODAY
from workbench.domain.queue import WorkChange, set_work_policy
from workbench.domain.records.audit import Actor

ORDERS = [
    {"order": "effect", "per_call": 410_000.0, "interval": [310_000.0, 510_000.0],
     "more_than_random": [150_000.0, 390_000.0]},
    {"order": "points", "per_call": 200_000.0, "interval": [90_000.0, 310_000.0],
     "more_than_random": [-20_000.0, 140_000.0]},
    {"order": "done", "per_call": 150_000.0, "interval": [80_000.0, 220_000.0]},
    {"order": "balance", "per_call": -20_000.0, "interval": [-150_000.0, 110_000.0]},
    {"order": "random", "per_call": 140_000.0, "interval": [60_000.0, 220_000.0], "more_than_random": None},
]  # fmt: skip
STEP = {"value": "effect", "taken": True, "rule": "adds", "values": {"adds": 410_000.0}, "gain": 90_000.0,
        "interval": [10_000.0, 170_000.0], "evidence": None}  # fmt: skip
REFUSED = STEP | {"taken": False, "rule": "no_overlap", "values": {}, "gain": None, "interval": None}
JUDGED = {"value": "effect", "ladder": [STEP], "orders": ORDERS}
WEEKS = {
    "weeks": [
        {"day": "2026-10-19", "source": "tested", "rows": 310, "said": 0.2, "happened": 0.21,
         "interval": [0.17, 0.25], "ratio": 0.95},
        {"day": "2026-10-26", "source": "ranked", "rows": 300, "said": 0.014, "happened": 0.0,
         "interval": [0.0, 0.0], "ratio": None},
    ],
    "drift": {"rule": "agrees", "parted": False, "from": "2026-10-05", "to": "2026-10-26", "said": 0.2,
              "happened": 0.21, "rows": 1200},
}  # fmt: skip


def parts(element):
    """What stands in an element, what is drawn apart with a bar between."""
    return " | ".join(" ".join(text.split()) for text in element.itertext() if text.strip())


def titles_of(section):
    """The ids of the headings within."""
    return [one.get("id") for one in section.iter("h2")]


def box(page, title_id):
    """The box whose heading has this id."""
    return next(one for one in page.all(".//section") if titles_of(one) == [title_id])


def sentence(page, title_id):
    """The first paragraph of a box."""
    return page.words(box(page, title_id).find("p"))


def rows(page, title_id):
    return [parts(one) for one in box(page, title_id).findall(".//tbody/tr")]


@pytest.fixture
def trained(ranked, session, cast, now):
    """A maker: the model that ranks, with a last training whose report has this beside the usual."""

    def make(report, **values):
        model = session.get_one(ModelVersion, ranked().model_id)
        make_training(session, cast.consumo, at=now, report=REPORT | report, **{"model": model} | values)

    return make


@pytest.fixture
def show(people):
    def fetch(name="elena", *, language="es"):
        person = people(name)
        person.client.set_cookie("idioma", language)
        return person.get("/modelo?cartera=consumo")

    return fetch


# --- other orders ---


def test_other_orders_are_told_with_their_interval_and_the_one_that_ranks(show, trained):
    trained(JUDGED)

    page = show()

    assert sentence(page, "otro-orden") == (
        "En los días de prueba el orden que rige habría sumado $ 4.100 por llamada y llamar al azar, $ 1.400: la"
        " diferencia es más de lo que explica la suerte."
    )
    assert rows(page, "otro-orden") == [
        "Por lo que suma la llamada | ordena | $ 4.100 | $ 3.100 a $ 5.100",
        "Por la probabilidad de que pague | $ 2.000 | $ 900 a $ 3.100",
        "Como se llamó en esos días | $ 1.500 | $ 800 a $ 2.200",
        "Mayor saldo vencido primero | -$ 200 | -$ 1.500 a $ 1.100",
        "Al azar | $ 1.400 | $ 600 a $ 2.200",
    ]


def test_a_difference_that_may_be_luck_is_said_to_be_so(show, trained):
    trained(JUDGED | {"value": "points"})

    assert sentence(show(), "otro-orden").endswith("la diferencia puede ser suerte.")


def test_where_another_training_ranks_no_order_is_marked(show, trained):
    trained(JUDGED, model=None, promoted=False)

    page = show()

    assert "ordena |" not in " ".join(rows(page, "otro-orden"))
    assert sentence(page, "otro-orden").startswith("Cuánto habría sumado cada llamada")


def test_a_history_that_cannot_tell_is_refused_in_words(show, trained):
    trained({"ladder": [REFUSED, REFUSED], "orders": []})

    page = show()

    assert sentence(page, "otro-orden").startswith(
        "No se puede saber qué habría traído otro orden. Se llamó siempre a las mismas clases de cuenta"
    )
    assert rows(page, "otro-orden") == []


def test_the_refusal_stands_where_rules_rank_too(show, session, cast, now):
    make_training(session, cast.consumo, at=now, promoted=False, report=REPORT | {"ladder": [REFUSED], "orders": []})

    assert "qué habría traído otro orden" in sentence(show(), "otro-orden")


def test_a_training_of_before_shows_no_such_box(show, trained):
    trained({"ladder": [STEP], "value": "effect"})

    assert ["otro-orden"] not in [titles_of(one) for one in show().all(".//section")]


# --- weeks ---


def test_weeks_are_told_the_newest_first_with_where_the_prediction_comes_from(show, trained):
    trained(WEEKS)

    page = show()

    assert sentence(page, "por-semana").startswith("En las semanas del 5 oct al 26 oct dijo que pagaría el 20 %")
    assert rows(page, "por-semana") == [
        "26 oct | 1,4 % | 0 % | 0 % – 0 % | – | 300",
        "19 oct | prueba | 20 % | 21 % | 17 % – 25 % | 0,95 | 310",
    ]


def test_no_weeks_where_rules_rank(show, session, cast, now):
    make_training(session, cast.consumo, at=now, promoted=False, report=REPORT | WEEKS)

    assert ["por-semana"] not in [titles_of(one) for one in show().all(".//section")]


# --- chance ---


@pytest.fixture
def shares(session, cast, now):
    """Sets the shares of the two arms of consumo from today on."""

    def put(share):
        change = WorkChange(call_share=share, no_call_share=share)
        paola = Actor(None, "paola")
        set_work_policy(session, cast.consumo, change=change, from_on=TODAY, today=TODAY, now=now, actor=paola)

    return put


@pytest.fixture
def queue(session, cast, now, shares):
    """A maker of items of today's queue of consumo, of which two in a hundred are in each arm, ranked by the effect."""
    shares(0.02)

    def make(gain, *, within=True, slice_=Slice.MODEL, **values):
        account = make_account(session, cast.consumo, now=now)
        make_item(
            session, account, on=TODAY,
            **{"gain": gain, "within_capacity": within, "slice": slice_, "scorer": "model", "value": "effect"} | values,
        )  # fmt: skip

    return make


def test_what_chance_costs_is_a_sentence_and_a_line_for_each_arm(show, cast, queue):
    cast.consumo.random_slice = 0.0
    queue(300_000_00)
    queue(8_000_00, within=False)
    queue(303_200_00, within=False, slice_=Slice.NO_CALL_ARM)
    queue(8_000_00, slice_=Slice.CALL_ARM)

    page = show()

    assert sentence(page, "azar") == (
        "Hoy el azar decide por 2 cuentas. Cuesta unos $ 3.200 al día, el 1 % de lo que agregan las llamadas, y es lo"
        " que permite saber qué agrega una llamada."
    )
    assert rows(page, "azar") == [
        "Se llaman por azar | 2 % de las cuentas por quincena | 1 | $ 0",
        "No se llaman durante dos semanas | 2 % de las cuentas | 1 | $ 3.200",
    ]


def test_without_shares_it_is_said_what_will_not_be_known(show, cast, shares):
    cast.consumo.random_slice = 0.0
    shares(0.0)

    page = show()

    assert sentence(page, "azar").startswith("En esta cartera no se aparta ninguna cuenta para llamarla o dejar de")
    assert rows(page, "azar") == []


def test_places_by_chance_without_arms_are_listed_and_not_called_a_sample(show, shares, queue):
    queue(500, slice_=Slice.RANDOM)
    shares(0.0)

    page = show()

    assert sentence(page, "azar").startswith("En esta cartera no se aparta ninguna cuenta para llamarla o dejar de")
    assert rows(page, "azar") == ["Su lugar en la cola es al azar | 3 % de la cola | 1 | $ 0"]


def test_before_a_queue_is_built_and_while_rules_rank_the_cost_is_not_made_up(show, queue):
    assert sentence(show(), "azar").startswith("La cola de hoy todavía no está armada")

    queue(500, scorer="rules", value="points", slice_=Slice.CALL_ARM)

    page = show()
    assert sentence(page, "azar").startswith("Hoy el azar decide por una cuenta. Cuánto cuesta se sabrá cuando ordene")
    assert rows(page, "azar")[0].endswith("| 1 | –")


def test_the_door_to_the_shares_is_for_who_may_change_them(show):
    assert "Cambiarlo en Carteras" in show("paola").words(box(show("paola"), "azar"))
    assert "Cambiarlo en Carteras" not in show("elena").words()


# --- hours ---


def test_hours_are_told_with_the_number_of_calls(show, session, cast, now):
    account = make_account(session, cast.consumo, now=now)
    zone = ZoneInfo("America/Bogota")
    for number in range(120):
        for hour, spoke in ((9, number < 12), (17, number < 60)):
            at = datetime(2026, 11, 10, hour, 30, tzinfo=zone) - timedelta(days=number % 20)
            make_interaction(session, account, at=at, outcome="CD-PDP" if spoke else "NC-NCT")

    page = show()

    assert sentence(page, "horas") == (
        "Contestan más entre las 17:00 y las 19:00: el 50 % de las llamadas; en todo el día, el 30 %."
    )
    assert rows(page, "horas") == ["9–11 h | 120 | 10 % | 5,8 % – 17 %", "17–19 h | 120 | 50 % | 41 % – 59 %"]


def test_too_few_calls_are_said(show, session, cast, now):
    assert sentence(show(), "horas").startswith("En el historial no hay llamadas con hora y resultado")

    make_interaction(
        session, make_account(session, cast.consumo, now=now), at=now - timedelta(days=1), outcome="NC-NCT"
    )

    assert sentence(show(), "horas") == (
        "Todavía no se sabe a qué hora contestan: con hora y resultado se conocen pocas llamadas (1). Con 100 a"
        " distintas horas se podrá saber."
    )


def test_everything_new_is_said_in_english(show, trained, queue):
    trained(JUDGED | WEEKS)
    queue(500_00)

    page = show(language="en")

    for title_id in ("otro-orden", "por-semana", "azar", "horas"):
        assert box(page, title_id) is not None
    assert "1.4%" in page.words(box(page, "por-semana"))
