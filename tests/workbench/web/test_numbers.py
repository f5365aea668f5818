"""Numbers that no row can have: they lead nowhere, and never into an error of the program."""

import re

import pytest

from tests.workbench.screens.desk import place
from workbench.web.numbers import MOST, row_number

__all__ = ["place"]

HUGE = "9" * 25


@pytest.mark.parametrize("raw", ["0", "7", str(MOST)])
def test_row_number_reads_what_a_row_can_have(raw):
    assert row_number(raw) == int(raw)


@pytest.mark.parametrize("raw", [str(MOST + 1), "-1", HUGE, "", "uno", "1.5"])
def test_row_number_refuses_what_no_row_can_have(raw):
    with pytest.raises(ValueError, match=r".*"):
        row_number(raw)


def test_every_address_with_a_number_that_no_row_can_have_is_not_found(app, people):
    admin = people("ana")
    numbered = {
        rule.rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule and "GET" in (rule.methods or ())
    }

    for rule in sorted(numbered):
        admin.get(re.sub(r"<int:\w+>", HUGE, rule), status=404)

    assert len(numbered) > 5


def test_a_number_in_the_query_that_no_row_can_have_is_passed_over(client):
    assert client.get(f"/cola?cuenta={HUGE}").words() == client.get("/cola").words()


@pytest.mark.parametrize("huge", [HUGE, "9" * 5000, f"0.{HUGE}.1", f"{MOST + 1}.1.1", f"-{HUGE}", "٣" * 30])
def test_place_in_a_list_that_no_row_can_have_is_no_error(client, session, huge):
    session.commit()

    assert client.client.get("/cola", query_string={"desde": huge}).status_code in {200, 404}


@pytest.mark.parametrize(
    "typed",
    [HUGE, "9" * 5000, "\x00", *(pytest.param(typed, marks=pytest.mark.long) for typed in (f"+{HUGE}", "a\x00b"))],
)
def test_no_page_fails_over_what_stands_in_its_query(app, people, place, typed):
    item = place()
    names = ["desde", "cuenta", "cartera", "periodo", "filtro", "whose", "to", "min_days", "max_days", "min_overdue"]
    names += ["limit", "why", "codigo", "account", "antes", "before", "after", "pagina", "equipo", "siguiente", "q"]
    query = dict.fromkeys(names, typed)
    browsers = [people("andrea"), people("paola"), people("ana")]
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]

    failed = []
    for rule in rules:
        path = re.sub(r"<[^>]+>", str(item.account_id), rule.rule)
        for browser in browsers:
            browser.session.commit()
            status = browser.client.get(path, query_string=query).status_code
            failed += [(path, status)] if status >= 500 else []

    assert failed == []


def test_zero_byte_in_a_form_is_refused_and_no_error(people):
    browser = people()
    browser.get("/entrar")

    browser.post("/entrar", {"email": "a\x00@b.c", "password": "x"}, status=400)
