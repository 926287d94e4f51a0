from hardneg.schemas.manifest import Done


class LaterDone(Done):
    """Stand for the marker of a later version, which has one more field."""

    warnings: dict[str, int] = {}


def done() -> Done:
    return Done(stage="parse", part=0, fingerprint="f", rows_in=4, rows_out=3, rejected={"crashed": 1}, sha256={"a": "b"}).sealed()


def test_a_marker_that_was_written_and_read_is_whole_and_one_with_another_figure_is_damaged() -> None:
    read = Done.model_validate_json(done().model_dump_json())

    assert not read.is_damaged()
    assert read.model_copy(update={"rows_out": 4}).is_damaged()
    assert read.model_copy(update={"attempts": 2}).is_damaged()  # from the default
    assert read.model_copy(update={"rejected": {}}).is_damaged()  # to the default


def test_a_field_that_a_later_version_adds_does_not_make_markers_of_this_one_damaged() -> None:
    read = LaterDone.model_validate_json(done().model_dump_json())

    assert not read.is_damaged()
    assert read.model_copy(update={"warnings": {"slow": 1}}).is_damaged()
