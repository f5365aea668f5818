"""Reasons as they are told: a family once, by what it adds, with the way it points."""

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Lane
from scoring.features import CATALOGUE
from workbench.domain.queue import ItemFacts, direction_of, told_reasons
from workbench.domain.queue.reasons import phrase_text, plain_money


def line(feature, value, contribution):
    return {"feature": feature, "value": value, "contribution": contribution, "text": ""}


def told(*lines, **facts):
    found = told_reasons([line(*one) for one in lines], ItemFacts(**facts))
    return [
        (phrase_text(one.sentence, str, lambda amount: plain_money(amount, "COP")), one.contribution) for one in found
    ]


def test_three_features_that_say_the_same_age_are_one_sentence_with_their_sum():
    assert told(("days_past_due", 17, 0.5), ("newest_due", 17, 0.25), ("mean_age", 17, 0.125)) == [
        ("Venció hace 17 días", 0.875),
    ]


def test_age_and_habit_are_one_sentence_where_they_point_the_same_way():
    same = told(("days_past_due", 17, 0.5), ("mean_days_late", 20, 0.25))
    apart = told(("days_past_due", 60, -0.5), ("mean_days_late", 20, 0.25))

    assert same == [("Venció hace 17 días; suele pagar a los 20 días", 0.75)]
    assert apart == [("Suele pagar 20 días tarde", 0.25), ("Venció hace 60 días", -0.5)]


def test_the_usual_delay_follows_from_how_far_beyond_it_they_are():
    assert told(("days_past_due", 17, 0.5), ("beyond_usual", 16, 0.25)) == [
        ("Venció hace 17 días; suele pagar al día siguiente", 0.75),
    ]


def test_being_beyond_the_habit_and_the_age_are_one_sentence_whichever_way_they_point():
    assert told(("days_past_due", 360, -0.5), ("beyond_usual", 360, 0.25)) == [
        ("Venció hace 12 meses; suele pagar el día que vence", -0.25),
    ]
    assert told(("days_past_due", 40, 0.5), ("beyond_usual", 43, 0.25)) == [
        ("Venció hace 40 días; suele pagar antes de vencer", 0.75),
    ]
    assert told(("days_past_due", 40, -0.5), ("beyond_usual", 40, 0.5)) == []


def test_what_raises_comes_first_then_what_lowers_each_by_what_it_adds():
    found = told(
        ("since_payment", 9, -2.0), ("answers", 0.6, 0.25), ("disputed_share", 0.0, -0.125), ("known_for", 400, 1.0)
    )

    assert [part for _, part in found] == [1.0, 0.25, -2.0, -0.125]


def test_the_feature_that_speaks_for_a_family_points_where_the_family_does():
    assert told(("since_right_party", 5, 1.0), ("since_no_contact", 2, -1.5)) == [
        ("Se le llamó sin respuesta ayer".replace("ayer", "hace 2 días"), -0.5),
    ]


def test_a_family_that_cancels_out_and_the_starting_point_are_not_told():
    assert told(("kept", 2, 0.5), ("broken", 1, -0.5), ("rest", None, 3.0), ("usual", None, -1.0)) == []


def test_promises_are_counted_together():
    assert told(("kept", 4, 0.5), ("broken", 1, 0.1))[0][0] == "Cumplió 4 de 5 promesas"
    assert told(("promises_kept", 3, 15), ("promises_broken", 1, -5))[0] == ("Cumplió 3 de 4 promesas", 10)


def test_size_of_the_debt_is_said_and_not_the_first_invoice():
    assert told(("first_charge", 80_000_00, 0.5), open_amount=1_284_500_00)[0][0] == "Debe en total unos 1.300.000 COP"
    assert told(("open_amount", 8_600_00, 0.5), ("items", 5, 0.25))[0][0] == "Debe unos 8.600 COP en 5 facturas"


def test_last_payment_has_its_amount():
    assert told(("since_payment", 22, 0.5), ("last_paid_amount", 250_000_00, 0.1))[0][0] == (
        "Pagó unos 250.000 COP hace 22 días"
    )


def test_lane_says_why_today_before_all_else_and_instead_of_its_family():
    found = told(("promise_due", 1, -0.5), ("answers", 0.6, 0.25), lane=Lane.PROMISE_BROKEN)

    assert found == [("Prometió para ayer y no entró", None), ("Contesta 6 de cada 10 llamadas", 0.25)]


def test_lane_says_what_it_knows():
    assert told(lane=Lane.PROMISE_BROKEN)[0][0] == "Prometió y no entró el pago"
    assert (
        told(("promise_due", 9, 0.1), lane=Lane.PROMISE_BROKEN)[0][0]
        == "Prometió y no entró: el plazo pasó hace 9 días"
    )
    assert told(lane=Lane.PROMISE_DUE)[0][0] == "Prometió pagar hoy"
    assert told(lane=Lane.CALLBACK)[0][0] == "Pidió que lo llamaran a esta hora"
    assert told(lane=Lane.LOCATE)[0][0] == "No tiene un teléfono que sirva"
    assert told(lane=Lane.RANKED) == []


def test_age_of_the_item_is_said_where_its_feature_is_not_among_the_lines():
    assert told(("mean_age", 12, 0.5), days_past_due=41)[0][0] == "Venció hace 41 días"


def test_directions_are_true_for_what_the_account_is_ranked_by():
    assert direction_of("rules", "points") == ("suma puntos", "resta puntos")
    assert direction_of("model", "points") == ("es más probable que pague", "es menos probable que pague")
    assert direction_of("model", "effect") == ("una llamada logra más", "una llamada logra menos")
    assert direction_of("model", "if_called")[0] == "si se le llama, es más probable que pague"


@given(
    st.lists(
        st.tuples(st.sampled_from(CATALOGUE), st.integers(-50, 50)), max_size=12, unique_by=lambda one: one[0].name
    )
)
def test_families_add_up_to_what_their_lines_add_up_to(parts):
    lines = [line(feature.name, feature.shown(1.0), part / 8) for feature, part in parts]

    found = told_reasons(lines)

    assert sum(one.contribution for one in found) == sum(one["contribution"] for one in lines)
    assert len({one.family for one in found}) == len(found)
