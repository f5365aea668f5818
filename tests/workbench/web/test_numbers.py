"""Numbers that no row can have: they lead nowhere, and never into an error of the program."""

import re

import pytest

from workbench.web.numbers import MOST, row_number

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
