"""What is read of a portfolio's ranking: the one that ranks, the latest training, everybody who ranked."""

from datetime import date, timedelta

import pytest

from models.enums import ModelFamily
from tests.factories.scoring import REPORT, make_champion, make_model, make_training
from workbench.kernel.errors import NotVisible
from workbench.queries.model import ChampionLine, ModelFile, model_file, portfolio_of_code


def test_file_of_a_portfolio_that_never_trained_holds_nothing(session, cast):
    assert model_file(session, cast.consumo) == ModelFile(cast.consumo, None, None, None, None, ())


def test_file_holds_who_ranks_with_the_day_of_its_training_and_the_latest_training(session, cast, now):
    model = make_model(session, cast.consumo, now=now)
    make_training(session, cast.consumo, at=now - timedelta(days=8), model=model, trained_on=date(2026, 11, 10))
    latest = make_training(session, cast.consumo, at=now, promoted=False)
    champion = make_champion(session, cast.consumo, since=now, model=model)
    make_champion(session, cast.microcredito, since=now)

    file = model_file(session, cast.consumo)

    assert (file.champion, file.model, file.training) == (champion, model, latest)
    assert file.learned_on == date(2026, 11, 10)


def test_periods_are_newest_first_with_the_money_of_their_cards(session, cast, now):
    bare = make_model(session, cast.consumo, now=now, name="bare", card=REPORT, family=ModelFamily.BOOSTED)
    model = make_model(session, cast.consumo, now=now, name="full")
    days = [now - timedelta(days=back) for back in (9, 5, 2)]
    rules = make_champion(session, cast.consumo, since=days[0], until=days[1])
    first = make_champion(session, cast.consumo, since=days[1], until=days[2], model=bare)
    last = make_champion(session, cast.consumo, since=days[2], model=model, actor="paola@example.com")
    make_champion(session, cast.microcredito, since=now)

    assert model_file(session, cast.consumo).periods == (
        ChampionLine(last.id, model.id, "full", ModelFamily.ANCHORED, 0.65, days[2], None, "paola@example.com"),
        ChampionLine(first.id, bare.id, "bare", ModelFamily.BOOSTED, None, days[1], days[2], "training"),
        ChampionLine(rules.id, None, None, ModelFamily.RULES, None, days[0], days[1], "training"),
    )


def test_portfolio_is_chosen_by_code_and_is_the_first_without_one(cast):
    seen = [cast.consumo, cast.microcredito]

    assert portfolio_of_code(seen, "microcredito") is cast.microcredito
    assert portfolio_of_code(seen, None) is cast.consumo
    assert portfolio_of_code(seen, "") is cast.consumo


@pytest.mark.parametrize(("count", "code"), [(1, "microcredito"), (0, None)])
def test_portfolio_that_is_not_seen_does_not_exist(cast, count, code):
    with pytest.raises(NotVisible):
        portfolio_of_code([cast.consumo][:count], code)
