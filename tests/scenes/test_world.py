from hardneg.scenes.world import sample_at, samples


def test_a_sample_does_not_depend_on_what_is_drawn_before() -> None:
    assert list(samples(7, 5))[3] == sample_at(7, 3) == next(samples(7, 1, first=3))


def test_another_seed_is_another_world() -> None:
    assert {each.scene for each in samples(7, 50)}.isdisjoint(each.scene for each in samples(8, 50))
