import pytest

from hardneg.families import peers


@pytest.mark.parametrize(
    ("one", "two"), [("car", "fire hydrant"), ("couch", "lamp"), ("laptop", "cup"), ("fork", "apple"), ("hat", "jacket")]
)
def test_things_of_one_place_are_peers(one: str, two: str) -> None:
    assert peers.shared(one, two)


@pytest.mark.parametrize(("one", "two"), [("bowl", "couch"), ("bus", "plate"), ("toilet", "boat"), ("shirt", "car"), ("unheard", "car")])
def test_things_of_different_places_are_none(one: str, two: str) -> None:
    assert not peers.shared(one, two)


@pytest.mark.parametrize(
    ("name", "verb", "admitted"), [("tree", "sit", False), ("tree", "stand", True), ("book", "lie", True), ("bus", "lie", False)]
)
def test_what_is_rooted_does_not_sit_and_what_is_upright_does_not_lie(name: str, verb: str, admitted: bool) -> None:
    assert peers.can(name, verb) is admitted
