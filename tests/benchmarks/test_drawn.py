from benchmarks.drawn import attempts, spread


def row(family: str, at: int | None) -> dict[str, object]:
    image = None if at is None else {"bytes": b"", "path": None}
    return {"caption": "", "family": family, "image_attempts": at or 4, "negative_image": image, "needs_image": False}


def test_shares_grow_with_the_attempts_and_those_without_an_image_count_against_them() -> None:
    needing = row("count", 1) | {"needs_image": True}
    lines = attempts([row("count", 1), row("count", 3), row("count", None), row("object", 1), needing])
    assert lines[0].split(": ")[1] == "0.500 0.500 0.750"
    assert lines[1].split(": ")[1] == "0.333 0.333 0.667"


def test_all_families_take_turns() -> None:
    rows = [row("count", 1)] * 5 + [row("object", 1), row("relation", 1)]
    assert [each["family"] for each in spread(rows, 4)] == ["count", "object", "relation", "count"]


def test_the_rows_of_a_sheet_are_of_other_captions_where_there_are_such() -> None:
    rows = [row("count", 1) | {"caption": text} for text in ("a", "a", "b")] + [row("object", 1) | {"caption": text} for text in ("a", "c")]
    assert [each["caption"] for each in spread(rows, 4)] == ["a", "c", "b", "a"]
