"""Llamar, from the queue: the account is taken and its call is shown."""

from models.enums import WorkState


def test_open_takes_the_account_and_goes_to_its_call(client, place, cast):
    item = place()

    answer = client.post(f"/llamada/{item.account_id}/abrir")

    assert answer.response.location == f"/llamada/{item.account_id}"
    assert (item.state, item.claimed_by) == (WorkState.CLAIMED, cast.andrea.id)


def test_open_twice_is_harmless(client, place, cast):
    item = place()

    client.post(f"/llamada/{item.account_id}/abrir")
    client.post(f"/llamada/{item.account_id}/abrir")

    assert (item.state, item.claimed_by) == (WorkState.CLAIMED, cast.andrea.id)


def test_open_says_who_has_it(people, place, cast):
    item = place(owner=None)
    luis, andrea = people("luis"), people("andrea")
    luis.post(f"/llamada/{item.account_id}/abrir")

    page = andrea.post(f"/llamada/{item.account_id}/abrir", status=409)

    assert "Luis tiene a este cliente." in page.words()
    assert item.claimed_by == cast.luis.id


def test_open_of_a_finished_account_shows_it_and_takes_nothing(client, place):
    item = place(state=WorkState.DONE)

    answer = client.post(f"/llamada/{item.account_id}/abrir")

    assert answer.response.location == f"/llamada/{item.account_id}"
    assert (item.state, item.claimed_by) == (WorkState.DONE, None)


def test_open_of_another_team_does_not_exist(people, place):
    item = place()
    sara = people("sara")

    sara.post(f"/llamada/{item.account_id}/abrir", status=404)

    assert item.state is WorkState.WAITING
