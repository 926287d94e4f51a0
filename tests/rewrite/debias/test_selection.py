from hardneg.rewrite.debias.candidate import Candidate, Position
from hardneg.rewrite.debias.family_floors import Floors
from hardneg.rewrite.debias.objective import Objective, Scoped
from hardneg.rewrite.debias.selection import Selection
from hardneg.schemas.family import Family

COUNT, OBJECT = Family.COUNT.value, Family.OBJECT.value


def selection(families: list[list[str]], most: int, segments: list[list[int]] | None = None) -> Selection:
    """Make a selection with one candidate for each family named of each caption; all of a family insert the same word."""
    candidates = [
        Candidate(i, family, (at,), f"{i} {at}", segments=frozenset([segments[i][at]] if segments else []))
        for i, of_caption in enumerate(families)
        for at, family in enumerate(of_caption)
    ]
    options: dict[tuple[int, str], list[int]] = {}
    for j, each in enumerate(candidates):
        options.setdefault((each.caption, each.family), []).append(j)
    positions = [Position(*key, ordinal) for key, found in options.items() for ordinal in range(len(found))]
    objective = Objective([[Scoped({("1", each.family): 1.0}, {each.family: 1.0})] for each in candidates], [1.0] * len(candidates))
    return Selection(candidates, options, positions, [most] * len(families), objective, {})


def positions_of(part: Selection, family: str) -> list[Position]:
    return sorted(position for found in part.siblings.values() for position in found if position.family == family)


def test_a_full_caption_has_room_for_reserved_positions_after_those_of_the_highest_score_are_emptied() -> None:
    part = selection([[OBJECT, "action", COUNT]], 2)
    for family in (OBJECT, "action"):
        part.fill(Position(0, family, 0))
    part.scores[Position(0, "action", 0)] = 5.0
    part.make_room({Position(0, COUNT, 0)})
    assert set(part.selected) == {Position(0, OBJECT, 0)}
    assert part.of_caption[0] == {Position(0, OBJECT, 0)}
    assert part.objective.sums.sum() == 1.0
    part.make_room({Position(0, COUNT, 0), Position(0, OBJECT, 0)})
    assert set(part.selected) == {Position(0, OBJECT, 0)}  # what is reserved is not emptied


def test_floors_are_met_in_the_end() -> None:
    part = selection([[OBJECT, COUNT]] * 10, 1)
    for position in positions_of(part, OBJECT):
        part.fill(position)
    positions = positions_of(part, OBJECT) + positions_of(part, COUNT)
    part.complete(Floors({Family.COUNT: 0.3}, positions, [1] * 10))
    assert sum(position.family == COUNT for position in part.selected) == 3
    assert len(part.selected) == 10


def test_a_reserved_position_is_exchanged_for_one_of_its_family_with_a_lower_score() -> None:
    part = selection([[OBJECT], [OBJECT], [COUNT], [COUNT]], 1)
    held, waiting = Position(0, OBJECT, 0), Position(1, OBJECT, 0)
    other, idle = Position(2, COUNT, 0), Position(3, COUNT, 0)
    for position in (held, other):
        part.fill(position)
    part.objective.sums[:] = [9.0, 9.0]
    part.scores.update({held: 6.0, waiting: 1.0, idle: 7.0, other: 6.5})
    reserved = {held, other}
    before = dict(part.selected)
    part.exchange(reserved)
    assert reserved == {held, other}  # by its present score the waiting one is no better
    assert part.selected == before
    assert part.scores[held] == part.scores[waiting]


def test_an_exchange_moves_the_reservation_and_the_proposal() -> None:
    candidates = [Candidate(0, OBJECT, (0,), "worse"), Candidate(1, OBJECT, (0,), "better")]
    objective = Objective([[Scoped({("1", "a"): 1.0}, {OBJECT: 1.0})], [Scoped({("1", "b"): 1.0}, {OBJECT: 1.0})]], [1.0, 1.0])
    held, waiting = Position(0, OBJECT, 0), Position(1, OBJECT, 0)
    part = Selection(candidates, {(0, OBJECT): [0], (1, OBJECT): [1]}, [held, waiting], [1, 1], objective, {})
    part.fill(held)
    objective.sums[objective.row(0)[0]] += 9.0  # many others insert what the first does
    part.scores.update({held: 3.0, waiting: 0.0})
    reserved = {held}
    part.exchange(reserved)
    assert reserved == {waiting}
    assert part.selected == {waiting: 1}


def test_each_segment_has_at_most_twice_its_share() -> None:
    part = selection([[OBJECT] * 8], 4, [[0, 0, 0, 0, 0, 0, 1, 2]])
    for position in positions_of(part, OBJECT):
        part.fill(position)
    used = [next(iter(part.candidates[j].segments)) for j in part.selected.values()]
    assert sorted(used) == [0, 0, 0, 1]  # ceil(2 * 4 / 3) in the first
    part.clear(next(position for position, j in part.selected.items() if j < 6))
    assert part.segments.used[0, 0] == 2


def test_clearing_undoes_filling() -> None:
    part = selection([[OBJECT]], 1)
    position = Position(0, OBJECT, 0)
    part.fill(position)
    part.clear(position)
    part.clear(position)
    assert part.selected == {}
    assert part.of_caption[0] == set()
    assert part.objective.sums.tolist() == [0.0]
