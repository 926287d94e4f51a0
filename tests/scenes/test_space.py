import pytest

from hardneg.scenes.graph import Thing
from hardneg.scenes.space import beside, between, direction, far, gap, holds, inside, near, touching


def thing(x: float, y: float, shape: str = "circle", extent: float = 0.1) -> Thing:
    return Thing(shape, "red", "small" if extent < 0.15 else "large", "solid", x, y, extent)


MIDDLE = thing(0.5, 0.5)


@pytest.mark.parametrize(
    ("place", "side"),
    [((0.2, 0.5), "left"), ((0.8, 0.55), "right"), ((0.45, 0.1), "above"), ((0.5, 0.8), "below"), ((0.2, 0.2), None), ((0.5, 0.55), None)],
)
def test_a_direction_is_a_cone(place: tuple[float, float], side: str | None) -> None:
    assert direction(thing(*place), MIDDLE) == side


def test_of_a_diagonal_two_sides_are_open_and_two_are_false() -> None:
    corner = thing(0.2, 0.2)
    assert [holds(name, corner, MIDDLE) for name in ("left", "above", "right", "below")] == [None, None, False, False]


def test_what_is_inside_has_no_direction_and_is_not_outside() -> None:
    outer, inner = thing(0.5, 0.5, "square", 0.24), thing(0.51, 0.49)
    assert inside(inner, outer) is True
    assert inside(outer, inner) is False
    assert [holds(name, inner, outer) for name in ("left", "right", "above", "below", "outside", "beside")] == [False] * 6
    assert holds("contains", outer, inner) is True


def test_things_touch_where_their_sides_meet() -> None:
    square = thing(0.5, 0.5, "square")
    on_it = thing(0.5, 0.5 - 0.088 - 0.09 + 0.006, "triangle")
    assert gap(square, on_it) == pytest.approx(-0.006)
    assert touching(on_it, square) is True
    assert holds("on_top", on_it, square) is True
    assert holds("on_top", square, on_it) is False
    assert touching(thing(0.8, 0.5), square) is False


def test_stars_that_meet_with_their_arms_are_not_decided() -> None:
    star = thing(0.5, 0.5, "star")
    assert touching(star._replace(x=0.5 + 2 * star.half_width), star) is None


def test_near_and_far_leave_a_gap_between_them() -> None:
    spots = [thing(0.5 + 0.2 + space, 0.5) for space in (0.05, 0.17, 0.25, 0.5)]
    assert [near(spot, MIDDLE) for spot in spots] == [True, None, False, False]
    assert [far(spot, MIDDLE) for spot in spots] == [False, False, None, True]


def test_beside_is_said_of_things_at_one_height() -> None:
    assert beside(thing(0.75, 0.5), MIDDLE) is True
    assert beside(thing(0.5, 0.75), MIDDLE) is None
    assert beside(thing(0.5, 0.95), MIDDLE) is False


def test_between_is_on_about_one_line() -> None:
    left, right = thing(0.15, 0.5), thing(0.85, 0.52)
    assert between(MIDDLE, left, right) is True
    assert between(left, MIDDLE, right) is False
    assert between(thing(0.5, 0.95), left, right) is False


def test_nothing_is_behind_what_it_does_not_overlap() -> None:
    assert holds("behind", thing(0.2, 0.5), MIDDLE) is False
    assert holds("in_front", thing(0.5, 0.5, extent=0.05), thing(0.5, 0.5, "square", 0.24)) is None
