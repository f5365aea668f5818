from datetime import date
from random import Random

import phonenumbers
import pytest

from workbench.demo.identity import make_customer
from workbench.demo.life import Life
from workbench.demo.plans import company_plan
from workbench.demo.pools import pool_of


def test_phones_are_valid_for_their_country(lives: list[Life]):
    numbers = [(life.customer.row["country"], life.customer.row[key]) for life in lives for key in ("phone", "phone_2")]

    wrong = [
        number
        for country, number in numbers
        if number and not phonenumbers.is_valid_number_for_region(phonenumbers.parse(number), country)
    ]

    assert wrong == []


def test_mail_goes_nowhere(lives: list[Life]):
    hosts = {life.customer.row["email"].partition("@")[2] for life in lives}

    assert hosts == {"", "example.com", "correo.example.com", "mail.example.com"}


def test_documents_are_marked_or_out_of_series(lives: list[Life]):
    marks = {"CO": ("CC 9", "NIT 99"), "MX": ("RFC ",), "CL": ("RUT 4",), "PE": ("DNI 00", "RUC 2099")}

    for life in lives:
        row = life.customer.row
        assert row["document"].startswith(marks[row["country"]])
        assert row["country"] != "MX" or row["document"].endswith("DEM")


@pytest.mark.parametrize("country", ["CO", "MX", "CL", "PE"])
def test_pools_offer_enough_to_tell_people_apart(country):
    pool = pool_of(country)

    for names in (pool.first_f, pool.first_m, pool.surnames, pool.streets):
        assert len(names) == len(set(names))
    assert len(pool.first_f + pool.first_m) >= 100
    assert len(pool.surnames) >= 95
    assert len(pool.cities) >= 10


def test_names_seldom_repeat(lives: list[Life]):
    people = [life.customer.row["name"] for life in lives if life.customer.row["kind"] == "residential"]

    assert len(set(people)) >= 0.99 * len(people)


def test_a_customer_allows_some_channels_and_not_others():
    portfolio = company_plan().portfolios[0]

    rng = Random(1)  # noqa: S311  # a made-up customer is no secret
    rows = [make_customer(rng, n, portfolio=portfolio, opened_on=date(2025, 1, 1)).row for n in range(400)]
    shares = {c: sum(row[f"consent_{c}"] == "true" for row in rows) / 400 for c in ("call", "sms", "email", "whatsapp")}

    assert shares == pytest.approx({"call": 0.97, "sms": 0.85, "email": 0.6, "whatsapp": 0.3}, abs=0.07)
