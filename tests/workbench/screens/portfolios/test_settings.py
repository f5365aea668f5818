"""Ajustes de la cartera: the values, their effect before they are saved, and the currency that stays."""

import pytest

from tests.factories.ledger import make_account, make_invoice


@pytest.fixture
def here(cast):
    return f"/carteras/{cast.consumo.id}/ajustes"


def values(cast, **changed):
    row = cast.consumo
    names = ("name", "preset", "capacity", "timezone", "locale", "currency", "posting_lag_days")
    return {name: str(getattr(row, name)) for name in names} | changed


def test_effect_is_shown_before_anything_is_saved(people, cast, here, session, now):
    paola = people("paola")
    query = "&".join(f"{name}={value}" for name, value in values(cast, preset="CL", capacity="5").items())

    piece = paola.get_piece(f"{here}?{query}")

    effect = piece.words(piece.by_id("efecto-ajustes"))
    assert "mañana 07:00–19:00Bogotámañana 08:00–20:00Bogotá" in effect
    assert cast.consumo.preset == "CO"


def test_values_are_saved_with_one_entry(people, cast, here, session):
    paola = people("paola")
    paola.get(here)
    paola.post(here, values(cast, capacity="40", posting_lag_days="2", locale="es_MX"))

    assert (cast.consumo.capacity, cast.consumo.posting_lag_days, cast.consumo.locale) == (40, 2, "es_MX")


def test_values_that_a_colleague_saved_meanwhile_are_not_overwritten(people, cast, here, session):
    paola = people("paola")
    seen = paola.get(here).by_id("seen").get("value")
    paola.post(here, values(cast, capacity="50", seen=seen))

    stale = paola.post(here, values(cast, capacity="60", seen=seen), status=409)

    assert "Otra persona cambió esto mientras tanto" in stale.words()
    assert cast.consumo.capacity == 50


def test_numbers_may_be_per_customer_and_back_only_while_none_is_shared(people, cast, here, session, now):
    paola = people("paola")
    paola.get(here)
    paola.post(here, values(cast, numbers_per_customer="y"))
    assert cast.consumo.numbers_per_customer is True
    for _ in range(2):
        make_invoice(
            session, make_account(session, cast.consumo, now=now), due_on=now.date(), amount=1, external_id="F1"
        )

    answer = paola.post(here, values(cast), status=422)

    assert "ya hay dos clientes con el número «F1»" in answer.words()
    assert cast.consumo.numbers_per_customer is True


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"capacity": "0"}, "La capacidad"),
        ({"locale": "zz_ZZ"}, "no es un formato regional"),
        ({"currency": "XXQ"}, "ISO 4217"),
    ],
)
def test_value_that_cannot_be_is_said(people, cast, here, changed, said):
    paola = people("paola")
    paola.get(here)

    assert said in paola.post(here, values(cast, **changed), status=422).words()


def test_currency_with_amounts_cannot_be_typed_over(people, cast, here, session, now):
    account = make_account(session, cast.consumo, now=now)
    make_invoice(session, account, due_on=now.date(), amount=100)
    paola = people("paola")

    page = paola.get(here)

    assert page.by_id("currency").get("readonly") is not None
    assert "ya tiene montos en COP: su moneda no se cambia" in page.words()
    paola.post(here, values(cast, currency="USD"), status=422)
    assert cast.consumo.currency == "COP"


def test_only_who_works_with_portfolios_sets_theirs(people, cast, here):
    for name in ("andrea", "elena"):
        people(name).get(here, status=403)
        people(name).post(here, status=403)
    people("paola").get(f"/carteras/{cast.microcredito.id}/ajustes", status=404)
    people("paola").post(f"/carteras/{cast.microcredito.id}/ajustes", status=404)


def test_teams_are_shown_and_changed_by_who_administers(people, cast, here):
    assert "Los cambia quien administra." in people("paola").get(here).words()
    assert "Cambiar en Equipos" in people("ana").get(here).words()
