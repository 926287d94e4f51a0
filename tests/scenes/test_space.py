import pytest

from hardneg.scenes.graph import Cutout, Thing
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


def photographed(x: float, y: float, extent: float = 0.2, sides: str = "b", layer: int = 0) -> Thing:
    return Thing("dog", "", "large", "", x, y, extent, Cutout("dog/1.png", 1.0, 0.8, sides, layer=layer))


def test_of_two_cutouts_that_overlap_the_higher_layer_is_in_front_and_sides_are_undecided() -> None:
    back, front = photographed(0.4, 0.4), photographed(0.55, 0.45, layer=1)
    assert (holds("in_front", front, back), holds("in_front", back, front)) == (True, False)
    assert (holds("behind", back, front), holds("behind", front, back)) == (True, False)
    for relation in ("left", "right", "above", "below", "beside", "near", "outside", "touching", "inside", "on_top"):
        assert holds(relation, front, back) is None
    assert holds("far", front, back) is False
    assert holds("in_front", photographed(0.75, 0.65, layer=1), back) is None  # only the corners of the boxes overlap


def test_of_two_cutouts_apart_a_lower_one_may_seem_in_front() -> None:
    high, low = photographed(0.25, 0.25, 0.1), photographed(0.75, 0.75, 0.1)
    assert (holds("in_front", low, high), holds("in_front", high, low)) == (None, False)
    assert (holds("behind", high, low), holds("behind", low, high)) == (None, False)


def test_a_cutout_stands_on_one_with_a_flat_top_that_is_as_wide() -> None:
    def upon(lower: Thing, extent: float) -> Thing:
        return photographed(lower.x, lower.y - lower.half_height - 0.8 * extent + 0.006, extent)

    flat, round_ = photographed(0.5, 0.6, sides="bt"), photographed(0.5, 0.6)
    assert holds("on_top", upon(flat, 0.1), flat) is True
    assert holds("on_top", upon(round_, 0.1), round_) is None
    assert holds("on_top", upon(flat, 0.25), flat) is None
