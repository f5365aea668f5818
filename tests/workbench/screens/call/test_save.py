"""Guardar, and Guardar y siguiente."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import AuditEntry, Interaction, Promise, WorkItem
from models.enums import WorkState
from workbench.web.db import SLOTS, Slots

PROMISE = {"promise_amount": "150.000", "promise_due_on": "+3", "promise_channel": "transfer"}


@pytest.fixture
def fill(client, identified):
    """Send the form of a result, filled in."""
    _, address = identified

    def send(code="CD-PDP", *, status=303, piece=False, go_on=False, **fields):
        form = client.get(f"{address}/resultado?codigo={code}").form(f"{address}/guardar")
        data = {**form, **fields, "accion": "guardar-y-siguiente" if go_on else "guardar"}
        post = client.post_piece if piece else client.post
        return post(f"{address}/guardar", data, status=status)

    return send


@pytest.fixture
def promises(session):
    """Every promise: amount and day."""
    return lambda: [(one.amount, one.due_on) for one in session.scalars(sa.select(Promise))]


@pytest.fixture
def outcomes(session):
    """The result of every interaction."""
    return lambda: list(session.scalars(sa.select(Interaction.outcome_code)))


def entries(session):
    """Audit entries of outcomes."""
    return session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "outcome_recorded")).all()


def test_save_takes_the_promise_with_one_entry(fill, call, session, promises, outcomes):
    item, address = call

    answer = fill(**PROMISE, note="Paga con la quincena")

    assert answer.response.location == address
    assert promises() == [(150_000_00, date(2026, 11, 21))]
    assert outcomes() == ["CD-PDP"]
    assert [(one.actor_id, one.subject_id) for one in entries(session)] == [(item.claimed_by, item.account_id)]
    assert item.state is WorkState.DONE


def test_save_says_that_it_was_saved(fill, client, call):
    _, address = call

    fill(**PROMISE)

    assert "Guardado." in client.get(address).texts("notice")[0]


def test_save_without_a_result_says_what_to_do(client, call, outcomes):
    _, address = call
    form = client.get(f"{address}/resultado").form(f"{address}/guardar")

    page = client.post(f"{address}/guardar", form, status=422)

    assert page.texts("field__error") == ["Elija el resultado de la llamada."]
    assert outcomes() == [None]


def test_save_of_a_promise_says_everything_that_is_missing(fill, promises):
    page = fill(promise_amount="", promise_due_on="", promise_channel="", status=422)

    assert page.texts("field__error") == [
        "Escriba un monto mayor que cero.",
        "Elija la fecha en que paga.",
        "Elija por dónde paga.",
    ]
    assert promises() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("promise_amount", "0", "Escriba un monto mayor que cero."),
        ("promise_amount", "1234.5", "Escriba el monto así: $ 10.000."),
        ("promise_amount", "trescientos", "Escriba el monto así: $ 10.000."),
        ("promise_due_on", "17/11/2026", "Esa fecha ya pasó. Elija hoy o después."),
        ("promise_due_on", "nunca", "Escriba un día: hoy, mañana, vie, 30 o 30/11."),
    ],
)
def test_save_says_what_is_wrong_under_its_field_and_keeps_what_was_typed(fill, promises, field, typed, said):
    page = fill(**PROMISE | {field: typed}, status=422)

    assert page.words(page.by_id(f"{field}-error")).startswith(said)
    assert page.by_id(field).get("aria-invalid") == "true"
    assert promises() == []


@pytest.mark.parametrize(
    ("field", "typed"), [("promise_amount", "900.000"), ("promise_due_on", "+40")], ids=["more than owed", "too late"]
)
def test_save_holds_a_promise_against_the_limits_of_the_portfolio(fill, promises, field, typed):
    page = fill(**PROMISE | {field: typed}, status=422)

    assert len(page.texts("field__error")) == 1
    assert page.by_id(f"{field}-error") is not None
    assert promises() == []


@pytest.mark.parametrize(
    ("typed", "minor"), [("300.000", 300_000_00), ("$ 284.500", 284_500_00), ("284500", 284_500_00), ("100,50", 100_50)]
)
def test_save_reads_amounts_as_they_are_written_here(fill, promises, typed, minor):
    fill(**PROMISE | {"promise_amount": typed})

    assert promises()[0][0] == minor


def test_save_never_needs_the_delay_reason_but_knows_its_list(fill, promises):
    page = fill(**PROMISE, delay_reason="inventado", status=422)

    assert page.texts("field__error") == ["Elija un motivo de la lista."]
    assert promises() == []


def test_save_with_an_empty_delay_reason_keeps_none(fill, session):
    fill(**PROMISE, delay_reason="")

    assert session.scalars(sa.select(Interaction.delay_reason)).all() == [None]


def test_same_form_sent_twice_changes_nothing_more(client, identified, promises, outcomes, session):
    _, address = identified
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar") | PROMISE

    client.post(f"{address}/guardar", form)
    client.post(f"{address}/guardar", form)

    assert len(promises()) == 1
    assert outcomes() == ["CD-PDP"]
    assert len(entries(session)) == 1


def test_same_key_with_other_words_is_refused(client, identified, promises):
    _, address = identified
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar") | PROMISE
    client.post(f"{address}/guardar", form)

    page = client.post(f"{address}/guardar", form | {"promise_amount": "1.000"}, status=409)

    assert "Este formulario ya se guardó con otros datos." in page.words()
    assert len(promises()) == 1


def test_save_of_a_call_back_keeps_hour_and_whether_the_debt_was_spoken_of(fill, session):
    fill("CD-VLL", callback_on="mañana", callback_hour="09:30", discussed_debt="y")

    kept = session.scalars(sa.select(Interaction)).one()
    assert kept.callback_at.isoformat() == "2026-11-19T14:30:00+00:00"
    assert kept.discussed_debt is True


def test_save_of_a_call_back_outside_the_window_says_when_it_may_be(fill, outcomes):
    page = fill("CD-VLL", callback_on="mañana", callback_hour="22:00", status=422)

    assert page.texts("field__error")[0].startswith("A esa hora no se puede llamar. Se puede desde")
    assert outcomes() == [None]


def test_save_of_a_claimed_payment_puts_the_account_to_rest(fill, client, call):
    _, address = call

    fill("CD-YAP", claimed_amount="300.000", claimed_on="hoy")

    assert client.get(address).texts("point--waiting")[0].startswith("pago en verificación")


def test_save_and_go_on_takes_the_next_account_and_shows_it(fill, client, place):
    nxt = place(name="Jorge Ruiz", rank=2)

    page = fill(**PROMISE, piece=True, go_on=True, status=200)

    assert page.words(page.one(".//h1")) == "Jorge Ruiz · Llamada"
    assert page.response.headers["HX-Push-Url"] == f"/llamada/{nxt.account_id}"
    assert page.response.headers["HX-Trigger"] == "outcome-recorded"
    assert page.by_id("llamada").get("data-title").startswith("Jorge Ruiz · Llamada")
    assert nxt.state is WorkState.CLAIMED


def test_save_and_go_on_without_script_goes_to_the_next_account(fill, place):
    nxt = place(name="Jorge Ruiz", rank=2)

    answer = fill(**PROMISE, go_on=True)

    assert answer.response.location == f"/llamada/{nxt.account_id}"


def test_save_and_go_on_with_none_left_goes_to_the_queue(fill, client):
    answer = fill(**PROMISE, go_on=True)

    assert answer.response.location == "/cola"
    assert "Guardado. Ahora no hay a quién llamar en su cola." in client.get("/cola").words()


def test_save_and_go_on_with_none_left_sends_htmx_to_the_queue(fill):
    page = fill(**PROMISE, piece=True, go_on=True, status=200)

    assert page.response.headers["HX-Redirect"] == "/cola"


def test_save_and_go_on_that_is_not_valid_takes_nothing(fill, place):
    nxt = place(name="Jorge Ruiz", rank=2)

    page = fill(promise_amount="0", piece=True, go_on=True, status=422)

    assert page.words(page.one(".//h1")) == "Marta Rojas · Llamada"
    assert nxt.state is WorkState.WAITING


def test_save_of_another_team_does_not_exist(people, call, outcomes, session):
    item, address = call
    sara = people("sara")

    sara.post(f"{address}/guardar", {"code": "NC-NCT", "once": "1"}, status=404)

    assert outcomes() == [None]
    assert session.get_one(WorkItem, item.id).state is WorkState.CLAIMED


@pytest.mark.parametrize("version", ["999999", "9" * 25, "-1", "uno"])
def test_save_keeps_the_call_where_the_page_names_no_script_there_is(fill, promises, session, version):
    fill(**PROMISE, script_version=version)

    assert promises() == [(150_000_00, date(2026, 11, 21))]
    assert session.scalars(sa.select(Interaction.script_version_id)).all() == [None]


def test_save_of_more_money_than_there_is_says_so(fill, promises):
    page = fill(**PROMISE | {"promise_amount": "9" * 25}, status=422)

    assert page.texts("field__error") == ["Ese monto es demasiado grande."]
    assert promises() == []


def test_save_without_a_call_says_what_to_press_and_keeps_what_was_typed(client, opened, outcomes, promises):
    _, address = opened
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")

    page = client.post(f"{address}/guardar", {**form, **PROMISE, "note": "Paga el viernes"}, status=409)

    assert page.texts("form-mistakes")[0].startswith("Primero marque «Llamar» (tecla L)")
    assert page.by_id("promise_amount").get("value") == "$\xa0150.000"
    assert page.by_id("note").text.strip() == "Paga el viernes"
    assert (outcomes(), promises()) == ([], [])


def test_save_of_a_promise_before_the_identity_shows_where_to_confirm_it(client, call, script, outcomes, promises):
    _, address = call
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")

    page = client.post_piece(f"{address}/guardar", {**form, **PROMISE}, status=409)

    assert page.texts("form-mistakes")[0].startswith("Primero confirme la identidad (tecla I)")
    assert page.words(page.one(".//li[@aria-current='step']")) == "Identidad"
    assert page.form(f"{address}/identidad") != {}
    assert page.by_id("promise_amount").get("value") == "$\xa0150.000"
    assert (outcomes(), promises()) == ([None], [])


def test_without_a_script_the_identity_can_still_be_confirmed(client, call):
    _, address = call

    client.post(f"{address}/identidad", {"dato": ["name", "document"]})

    assert "Identidad confirmada con:" in client.get(address).words()


@pytest.mark.parametrize(
    ("stale", "said"),
    [
        ({"callback_on": "17/11/2026", "callback_hour": "09:00"}, "Este resultado no lleva cita"),
        ({"claimed_amount": "-500"}, "Este resultado no lleva pago informado"),
        ({"promise_amount": "nada"}, "Escriba el monto así"),
        ({"asked": "discussed_debt"}, "Este resultado ya dice si se habló de la deuda"),
    ],
)
def test_field_that_the_result_does_not_ask_for_is_refused_and_gone_at_once(client, fill, outcomes, stale, said):
    page = fill("CD-DIS", **stale, status=422)

    assert page.texts("form-mistakes")[0].startswith(said)
    assert "Ya lo quitamos del formulario: revise y guarde otra vez." in page.texts("form-mistakes")[0]
    assert outcomes() == [None]
    client.submit(page, page.one(".//form[@class='outcome']").get("action"))
    assert outcomes() == ["CD-DIS"]


def test_another_result_chosen_after_typing_still_saves(client, fill, identified, outcomes):
    fill("CD-VLL", callback_on="ayer", callback_hour="", status=422)

    fill("CD-DIS")

    assert outcomes() == ["CD-DIS"]


def test_save_while_a_colleague_has_the_customer_says_who_and_since_when(client, identified, cast, outcomes, session):
    item, address = identified
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")
    item.claimed_by = cast.luis.id
    session.commit()

    page = client.post_piece(f"{address}/guardar", {**form, **PROMISE}, status=409)

    assert page.texts("form-mistakes") == ["Luis tiene a este cliente desde las 10:00. Lo que escribió sigue aquí."]
    assert page.by_id("promise_amount").get("value") == "$\xa0150.000"
    assert outcomes() == [None]


def test_save_while_the_database_is_busy_keeps_the_promise_and_saves_it_once(fill, client, call, app, promises):
    _, address = call
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")
    free, app.extensions[SLOTS] = app.extensions[SLOTS], Slots(0, 0)
    page = client.post(f"{address}/guardar", {**form, **PROMISE, "accion": "guardar"}, status=503)
    app.extensions[SLOTS] = free

    sent_again = [client.submit(page, f"{address}/guardar").status for _ in range(2)]

    assert sent_again == [303, 303]
    assert promises() == [(150_000_00, date(2026, 11, 21))]


def test_second_tab_is_told_when_the_first_one_saved(client, identified):
    _, address = identified
    one, other = (client.get(f"{address}/resultado?codigo=CD-REN").form(f"{address}/guardar") for _ in range(2))
    client.post(f"{address}/guardar", one)

    page = client.post(f"{address}/guardar", other | {"note": "desde la otra pestaña"}, status=409)

    assert "Usted ya guardó esta llamada a las 10:00, quizá en otra pestaña." in page.words()
    assert page.form(f"{address}/guardar")["note"] == "desde la otra pestaña"
