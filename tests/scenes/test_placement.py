"""Check three things in a line; where things of whole scenes lie is checked by the tests of sampling."""

import random

from hardneg.scenes.graph import Thing
from hardneg.scenes.placement import Things, first_success, three_in_line
from hardneg.scenes.space import between


def small(size: str | None) -> Thing:
    return Thing("circle", "red", "small", "solid", 0.0, 0.0, 0.1)


def line(seed: int, upright: bool = False, digits: int | None = None) -> Things:
    rng = random.Random(seed)
    return first_success(lambda: three_in_line(small, upright, rng, digits))


def test_one_of_three_in_a_line_is_between_the_others() -> None:
    for seed in range(20):
        a, b, c = sorted(line(seed), key=lambda thing: thing.x)
        assert between(b, a, c) is True


def test_a_line_is_a_column_where_it_is_upright() -> None:
    a, _, c = sorted(line(0, upright=True), key=lambda thing: thing.y)
    assert c.y - a.y > 0.5 > abs(c.x - a.x)


def test_places_are_rounded_where_digits_are_given_and_else_as_they_were_drawn() -> None:
    exact, rounded = line(1), line(1, digits=4)
    assert [(round(thing.x, 4), round(thing.y, 4)) for thing in exact] == [(thing.x, thing.y) for thing in rounded]
    assert any(thing.x != round(thing.x, 4) for thing in exact)
