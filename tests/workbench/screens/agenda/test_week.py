"""Agenda, a week: the law's hours of each day, closed days with the reason, clashes, and what a day does not show."""

import pytest


def day(page, on):
    found = page.by_id(f"dia-{on}")
    return next(one for one in page.with_class("agenda-week__day") if found in list(one))


def test_columns_have_the_hours_of_the_law_and_closed_days_their_reason(client, cast):
    page = client.get("/agenda?vista=semana")

    assert "07:00–19:00" in page.words(day(page, "2026-11-18"))
    assert "festivo" in page.words(day(page, "2026-11-16")).lower()
    assert "08:00–15:00" in page.words(day(page, "2026-11-21"))
    assert "no se puede contactar" in page.words(day(page, "2026-11-22"))


@pytest.mark.parametrize(("owner", "clashes"), [("andrea", True), ("luis", False), (None, False)])
def test_two_calls_of_one_person_at_one_hour_clash(people, agreed, *, owner, clashes):
    agreed(60, name="Primera")
    agreed(65, name="Segunda", owner=owner)

    page = people("elena").get("/agenda?vista=semana")

    assert ("Choca con Primera" in page.words()) is clashes


def test_a_full_day_shows_the_first_and_counts_the_rest(client, agreed):
    for minutes in range(20, 180, 20):
        agreed(minutes)

    page = client.get("/agenda?vista=semana")

    assert len(page.with_class("agenda-week__call")) == 6
    assert "+ 2 más" in page.words(day(page, "2026-11-18"))


def test_piece_is_the_columns(client, agreed):
    agreed()

    piece = client.get_piece("/agenda?vista=semana")

    assert [one.get("id") for one in piece.root] == ["agenda-semana"]
