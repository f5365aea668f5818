"""A model that ranks consumo, trained on Monday and with scores of today; tests change what they are about."""

from datetime import date, timedelta

import pytest

from tests.factories.scoring import make_champion, make_model, make_training
from tests.workbench.screens.desk import statements

__all__ = ["statements"]

TODAY = date(2026, 11, 18)


@pytest.fixture
def ranked(session, cast, now):
    """A maker: values starting with `model_` go to the model, the others to its champion."""

    def make(portfolio=None, *, since=timedelta(days=2), trained_on=date(2026, 11, 16), **values):
        portfolio = portfolio or cast.consumo
        portfolio.data_as_of = TODAY
        of_model = {name.removeprefix("model_"): values.pop(name) for name in list(values) if name.startswith("model_")}
        model = make_model(session, portfolio, now=now - since, **of_model)
        make_training(session, portfolio, at=now - since, model=model, trained_on=trained_on)
        return make_champion(session, portfolio, since=now - since, model=model, **{"scored_on": TODAY} | values)

    return make
