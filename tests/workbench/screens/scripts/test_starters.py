"""Where no script is there, whoever administers loads the starter library on screen."""

import sqlalchemy as sa

from models import Script


def test_starter_scripts_are_loaded_by_who_administers(people, cast, session):
    ana = people("ana")
    page = ana.get("/guiones")
    ana.submit(page, "/guiones/iniciales")

    assert session.scalar(sa.select(sa.func.count()).select_from(Script).where(Script.is_starter)) > 5
    assert "Todavía no hay guiones" not in ana.get("/guiones").words()


def test_others_are_told_who_loads_them(people, cast, session):
    paola = people("paola")

    assert "la carga quien administra" in paola.get("/guiones").words()
    paola.post("/guiones/iniciales", status=403)
