"""Mis cifras: one's own figures are those of Equipo, and each opens exactly what it counts."""

import pytest

from workbench.domain.performance import OwnFigure, behind_figure, performance

FIGURES = {"gestiones": 6, "contactos": 3, "directos": 3, "promesas": 3, "vencidas": 3, "cumplidas": 3, "recaudo": 3}


def test_figures_are_ones_own_with_their_doors(people, month):
    month(customers=3)
    month("luis")

    page = people("andrea").get("/mis-cifras")

    shown = {
        one.get("href").split("/")[-1].split("?")[0]: page.words(one).split(",")[0]
        for one in page.with_class("measure__value")
    }
    assert shown == {name: str(count) for name, count in FIGURES.items()} | {"recaudo": "$ 300"}


@pytest.mark.both
@pytest.mark.parametrize("figure", list(OwnFigure))
def test_what_opens_is_what_was_counted(session, cast, month, now, figure):
    month(customers=3)
    month("luis", customers=2)
    since, before, today = now.date().replace(day=1), now.date(), now.date()
    period = {"since": since, "before": before, "today": today}

    rows = behind_figure(session, [cast.consumo], figure=figure, collector_id=cast.andrea.id, **period)
    mine = performance(session, [cast.consumo], **period).of(cast.andrea.id)

    assert len(rows) == FIGURES[figure]
    if figure is OwnFigure.COLLECTED:
        assert sum(row.amount for row in rows) == mine.collected["COP"]
    if figure is OwnFigure.MATURED:
        assert sum(row.counted for row in rows) == mine.counted["COP"]


@pytest.mark.parametrize("figure", list(OwnFigure))
def test_each_figure_opens_its_page_also_where_there_is_nothing(people, month, figure):
    month(customers=1)

    assert len(people("andrea").get(f"/mis-cifras/{figure}").all(".//tbody/tr")) == FIGURES[figure] // 3
    assert "Nada que contar todavía" in people("luis").get(f"/mis-cifras/{figure}?periodo=hoy").words()


def test_another_figure_is_not_there(people):
    people("andrea").get("/mis-cifras/otra", status=404)


def test_no_goal_is_shown_where_none_is_set(people, month):
    month()

    assert "No hay meta mientras nadie la fije." in people("andrea").get("/mis-cifras").words()


def test_who_does_not_call_is_refused(people):
    people("ana").get("/mis-cifras", status=403)
