"""The outcome tree and the delay reasons: every code is there, and loading again respects an operator's choices."""

import sqlalchemy as sa

from models import DelayReason, Outcome
from models.enums import EventKind, HoldKind, OutcomeGroup, PointState
from workbench.domain.calls.follow_up import BRINGS
from workbench.domain.calls.requirements import REQUIREMENTS
from workbench.domain.calls.tree import (
    all_outcomes,
    codes_that_bring,
    delay_reason_rows,
    form_groups,
    load_outcomes,
    outcome_rows,
)

CODES = {
    "CD": "PDP PAR PLA QUI YAP PEN VLL NCP REN INF DIS VUL ABO OPT COR",
    "CI": "CON NCO NQR FAL MUD TRA",
    "NC": "NCT BZN OCU APG FDS EQV IVR CRT",
    "MS": "ENV ENT LEI RES REB BAJ",
    "AD": "ILO PRE JUD QBR PAG",
}


def by_code():
    return {row["code"]: row for row in outcome_rows()}


def test_tree_has_every_code():
    wanted = {f"{group}-{leaf}" for group, leaves in CODES.items() for leaf in leaves.split()}

    assert set(by_code()) == wanted
    assert {row["group"] for row in outcome_rows()} == set(OutcomeGroup)


def test_codes_that_bring_a_promise_are_those_that_require_one():
    assert codes_that_bring("promise") == {"CD-PDP", "CD-PAR"}
    assert codes_that_bring("callback") == {"CD-VLL"}
    assert codes_that_bring("nothing") == frozenset()


def test_every_key_that_is_required_has_its_checks_and_its_action():
    keys = {key for row in outcome_rows() for key in row["requires"]}

    assert keys == set(REQUIREMENTS) == set(BRINGS)


def test_delay_reasons_are_in_the_order_of_the_form():
    codes = [row["code"] for row in delay_reason_rows()]

    assert codes == [*(f"R{number:02}" for number in range(1, 19)), "R99"]
    assert [row["position"] for row in delay_reason_rows()] == list(range(1, 20))


def test_holds_of_outcomes():
    held = {code: (row["hold"], row["hold_days"]) for code, row in by_code().items() if row["hold"]}

    assert held == {
        "CD-YAP": (HoldKind.CLAIMED_PAYMENT, 3),
        "CD-DIS": (HoldKind.DISPUTE, None),
        "CD-VUL": (HoldKind.VULNERABLE, None),
        "CD-ABO": (HoldKind.ATTORNEY, None),
        "CD-OPT": (HoldKind.CEASE, None),
        "CI-FAL": (HoldKind.DECEASED, None),
        "AD-PRE": (HoldKind.HANDED_OVER, None),
        "AD-JUD": (HoldKind.HANDED_OVER, None),
        "AD-QBR": (HoldKind.BANKRUPTCY, None),
    }


def test_numbers_that_outcomes_stop():
    stopped = {
        code: (row["point_state"], row["point_state_after"])
        for code, row in by_code().items()
        if row["point_state"] in {PointState.BAD, PointState.SUPPRESSED}
    }

    assert stopped == {
        "CI-NCO": (PointState.BAD, 1),
        "CI-NQR": (PointState.SUPPRESSED, 1),
        "CI-TRA": (PointState.SUPPRESSED, 1),
        "NC-FDS": (PointState.BAD, 2),
        "NC-EQV": (PointState.SUPPRESSED, 1),
        "MS-REB": (PointState.BAD, 1),
    }


def test_required_fields():
    required = {code: row["requires"] for code, row in by_code().items() if row["requires"]}

    assert required == {
        "CD-PDP": ["promise"], "CD-PAR": ["promise"], "CD-YAP": ["claimed_payment"], "CD-VLL": ["callback"],
    }  # fmt: skip


def test_calls_that_did_not_connect():
    apart = {code for code, row in by_code().items() if row["event_kind"] is EventKind.ATTEMPT_NOT_CONNECTED}

    assert apart == {"NC-OCU", "NC-APG", "NC-FDS", "MS-REB"}


def test_only_what_discusses_the_debt_is_a_conversation():
    spoken = {code for code, row in by_code().items() if row["is_conversation"]}

    assert spoken == {f"CD-{leaf}" for leaf in CODES["CD"].split() if leaf != "VLL"} | {"MS-RES"}


def test_wrong_number_never_trains():
    assert {by_code()[code]["trains"] for code in ("NC-EQV", "NC-FDS", "CI-NQR", "CI-TRA", "CD-OPT", "CD-ABO")} == {""}


def test_form_has_two_levels(session):
    groups = form_groups(all_outcomes(session).values())

    assert [(group.group, group.key) for group in groups] == [("CD", 1), ("CI", 2), ("NC", 3)]
    assert [row.code for row in groups[0].first] == [
        "CD-PDP", "CD-PAR", "CD-YAP", "CD-DIS", "CD-VLL", "CD-NCP", "CD-REN", "CD-COR",
    ]  # fmt: skip
    assert [row.code for row in groups[0].rest] == ["CD-PEN", "CD-INF", "CD-VUL", "CD-ABO", "CD-OPT"]
    assert [row.position for group in groups for row in group.first if row.position > 9] == []


def test_loading_again_changes_nothing(session):
    load_outcomes(session)

    assert not session.dirty
    assert session.scalar(sa.select(sa.func.count()).select_from(Outcome)) == len(outcome_rows())
    assert session.scalar(sa.select(sa.func.count()).select_from(DelayReason)) == 19


def test_loading_again_keeps_an_operators_order_and_restores_meanings(session):
    outcome = session.get_one(Outcome, "CD-COR")
    outcome.on_form, outcome.position, outcome.follow_days = False, 12, 5
    outcome.is_conversation, outcome.trains = False, ""
    session.flush()

    load_outcomes(session)

    assert (outcome.on_form, outcome.position, outcome.follow_days) == (False, 12, 5)
    assert (outcome.is_conversation, outcome.trains) == (True, "R")
