"""The board of a portfolio, and which portfolios a person sees."""

import pytest

from tests.factories.ledger import make_account
from workbench.kernel.errors import NotVisible
from workbench.queries.portfolios import BoardLine, board, portfolio_for, portfolios_seen


def test_board_counts_what_is_open_by_who_has_it_and_the_pool_last(session, cast, now):
    for owner, overdue in ((cast.andrea, 500), (cast.andrea, 0), (None, 70)):
        make_account(
            session, cast.consumo, now=now, collector_id=owner and owner.id, open_amount=1000, overdue_amount=overdue
        )

    assert board(session, cast.consumo) == [
        BoardLine(cast.andrea.id, "Andrea", accounts=2, overdue=500, receives=True),
        BoardLine(cast.luis.id, "Luis", accounts=0, overdue=0, receives=True),
        BoardLine(None, None, accounts=1, overdue=70, receives=True),
    ]


def test_board_leaves_out_what_owes_nothing_and_other_portfolios(session, cast, now):
    make_account(session, cast.consumo, now=now, collector_id=cast.andrea.id, open_amount=0)
    make_account(session, cast.microcredito, now=now, collector_id=cast.andrea.id, open_amount=1000)

    assert [line.accounts for line in board(session, cast.consumo)] == [0, 0, 0]


def test_board_keeps_who_has_accounts_but_may_not_receive_more(session, cast, now):
    cast.luis.is_active = False
    for owner in (cast.luis, cast.sara):
        make_account(session, cast.consumo, now=now, collector_id=owner.id, open_amount=1000)

    receives = {line.name: line.receives for line in board(session, cast.consumo)}

    assert receives == {"Andrea": True, "Luis": False, "Sara": False, None: True}


def test_portfolios_are_those_of_the_persons_teams(session, cast):
    assert portfolios_seen(session, cast.person("paola")) == [cast.consumo]
    assert portfolio_for(session, cast.person("paola"), cast.consumo.id) is cast.consumo


def test_portfolio_of_another_team_does_not_exist(session, cast):
    with pytest.raises(NotVisible):
        portfolio_for(session, cast.person("paola"), cast.microcredito.id)
