from pipeline.lexicon import concreteness, visual


def test_what_can_be_touched_and_seen_is_rated_higher() -> None:
    assert (concreteness("dog") or 0) > 4 > 2.5 > (concreteness("idea") or 5)
    assert (visual("red") or 0) > 4
    assert concreteness("zxqv") is None
    assert visual("zxqv") is None
