from benchmarks.synthesise import rows


def test_as_many_negatives_are_made_as_are_asked_for_and_none_twice() -> None:
    made = rows(25, 5)
    ids = [negative.id for row in made for negative in row.negatives]
    assert len(ids) == len(set(ids)) == 25
    assert [row.id for row in made] == [row.id for row in rows(25, 5)]
