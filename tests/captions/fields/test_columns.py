import pytest

from hardneg.captions.fields.columns import Columns, choose, records_of_row
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


@pytest.mark.parametrize(
    ("found", "columns"),
    [
        (["id", "image", "caption"], ("caption", "image", "id")),
        (["TEXT", "URL"], ("TEXT", "URL", None)),
        (["title", "filepath"], ("title", "filepath", None)),
        (["caption", "text", "file_name"], ("caption", "file_name", None)),
        (["text"], ("text", None, None)),
    ],
)
def test_columns_are_guessed_by_name(found: list[str], columns: tuple[str, str | None, str | None]) -> None:
    chosen = choose(found, CaptionsConfig(), "x.jsonl")
    assert (chosen.caption, chosen.image, chosen.key) == columns


def test_configured_columns_come_first() -> None:
    config = CaptionsConfig(caption_column="label", image_column="photo", key_column="n")
    assert choose(["caption", "image", "id", "label", "photo", "n"], config, "x")[:3] == (("label",), "photo", "n")


def test_images_that_are_ignored_need_no_column() -> None:
    assert choose(["caption", "image"], CaptionsConfig(images="ignore", image_column="photo"), "x").image is None


def test_a_wrong_column_names_what_is_there_and_what_is_near() -> None:
    with pytest.raises(
        UserError, match=r"x.jsonl: no column 'captoin' \(nearest: caption\); columns: id, caption; set captions.caption_column"
    ):
        choose(["id", "caption"], CaptionsConfig(caption_column="captoin"), "x.jsonl")


def test_no_column_that_looks_like_a_caption_is_an_error() -> None:
    with pytest.raises(UserError, match=r"x.csv: no column looks like a caption; columns: a, b"):
        choose(["a", "b"], CaptionsConfig(), "x.csv")


SENTENCES = ("A grey goose walks past a gate.", "Two boys row a small boat.")


def table(**columns: object) -> list[dict[str, object]]:
    """Two rows; a value that is no tuple stands in both."""
    return [{name: value[i] if isinstance(value, tuple) else value for name, value in columns.items()} for i in range(2)]


def chosen(rows: list[dict[str, object]], **config: object) -> Columns:
    return choose(rows[0], CaptionsConfig.model_validate(config), "x.jsonl", rows)


@pytest.mark.parametrize(
    "name", ["image_file", "file_name", "FileName", "filepath", "img", "Image Path", "image_name", "URL", "image_url", "jpg", "thumb"]
)
def test_columns_of_images_are_recognised(name: str) -> None:
    columns = chosen(table(**{name: ("0.jpg", "1.jpg")}, text=SENTENCES))
    assert (columns.captions, columns.image) == (("text",), name)


@pytest.mark.parametrize(
    "name",
    [
        "CAPTION",
        "TEXT",
        "alt",
        "Alt Text",
        "sentence",
        "raw",
        "description",
        "caption_str",
        "enCap",
        "caption-en",
        "vlm_caption",
        "comment",
    ],
)
def test_columns_of_captions_are_recognised(name: str) -> None:
    assert chosen(table(id=(1, 2), image=("0.jpg", "1.jpg"), **{name: SENTENCES})).captions == (name,)


@pytest.mark.parametrize(
    "names",
    [
        ["caption_1", "caption_2", "caption_10"],
        ["caption1", "caption2"],
        ["Caption 0", "Caption 1"],
        ["caption", "caption.1", "caption.2"],
        ["sentence-0", "sentence-1"],
    ],
)
def test_columns_that_are_numbered_are_captions_of_one_image(names: list[str]) -> None:
    rows = table(file=("0.jpg", "1.jpg"), **dict.fromkeys(reversed(names), SENTENCES))
    columns = chosen(rows)
    assert columns.captions == tuple(names)
    assert [record.key for record in records_of_row(rows[1], 2, columns, CaptionsConfig())] == [f"2#{i}" for i in range(len(names))]
    assert {record.image_id for record in records_of_row(rows[1], 2, columns, CaptionsConfig())} == {"1.jpg"}


def test_an_empty_column_of_several_is_skipped_and_all_empty_are_a_defect() -> None:
    columns = Columns(("caption_1", "caption_2"))
    assert [record.caption for record in records_of_row({"caption_1": "", "caption_2": "A goose."}, 1, columns, CaptionsConfig())] == [
        "A goose."
    ]
    assert [record.defect for record in records_of_row({"caption_1": "", "caption_2": None}, 1, columns, CaptionsConfig())] == [
        Reason.NO_CAPTION
    ]


def test_the_other_column_that_could_be_the_caption_is_in_a_note() -> None:
    columns = chosen(
        table(title=SENTENCES, description=SENTENCES, image=("0.jpg", "1.jpg"), image_url=("http://a/0.jpg", "http://a/1.jpg"))
    )
    assert (columns.captions, columns.image) == (("title",), "image")
    assert columns.notes == (
        "the caption is read from 'title'; to use another column, set captions.caption_column to 'description'",
        "the image is read from 'image'; to use another column, set captions.image_column to 'image_url'",
    )


def test_a_column_of_file_names_is_never_the_caption() -> None:
    assert chosen(table(caption=("0.jpg", "1.jpg"), text=SENTENCES))[:2] == (("text",), "caption")
    with pytest.raises(UserError, match=r"no column looks like a caption; columns: text \('0.jpg'\)"):
        chosen(table(text=("0.jpg", "https://example.org/1")))


def test_an_empty_column_ranks_behind_others() -> None:
    assert chosen(table(caption="", text=SENTENCES)).captions == ("text",)


@pytest.mark.parametrize("name", ["negative_caption", "false_caption", "caption_id", "caption_tokens", "foil"])
def test_columns_about_captions_are_no_captions(name: str) -> None:
    assert chosen(table(**{name: SENTENCES}, my_words=SENTENCES)).captions == ("my_words",)


def test_one_unknown_column_of_sentences_is_read_with_a_note_and_two_are_not() -> None:
    columns = chosen(table(n=(1, 2), what=SENTENCES))
    assert columns.captions == ("what",)
    assert columns.notes == ("'what' is read as the caption, because no other column holds sentences",)
    with pytest.raises(
        UserError, match=r"columns: n \(1\), what \('A grey goose walks past a gate.'\), more .*; set captions.caption_column"
    ):
        chosen(table(n=(1, 2), what=SENTENCES, more=SENTENCES))


def test_questions_are_no_captions() -> None:
    with pytest.raises(UserError, match="no column looks like a caption"):
        chosen(table(question=("What does the goose do?", "Who rows the small boat?"), n=(1, 2)))


def test_nested_columns_are_named_by_their_paths() -> None:
    rows = table(data=({"caption": SENTENCES[0], "image": "0.jpg"}, {"caption": SENTENCES[1], "image": "1.jpg"}))
    assert chosen(rows)[:2] == (("data.caption",), "data.image")
    assert chosen(table(caption=({"de": "Eine Gans geht.", "en": SENTENCES[0]}, {"de": "Zwei Jungen.", "en": SENTENCES[1]}))).captions == (
        "caption.en",
    )
    assert chosen(table(data={"a": {"b": "x"}}, text=SENTENCES), caption_column="data.a.b").captions == ("data.a.b",)


def test_a_key_that_repeats_is_the_identity_of_the_image() -> None:
    rows = table(id=7, caption=SENTENCES)
    columns = chosen(rows)
    assert (columns.key, columns.image_id) == (None, "id")
    assert "is the same for several records" in columns.notes[0]
    assert [record.key for record in records_of_row(rows[0], 1, columns, CaptionsConfig())] == ["1"]


def test_a_column_of_folders_is_joined_to_that_of_names() -> None:
    rows = table(filepath="val", filename=("0.jpg", "1.jpg"), caption=SENTENCES)
    columns = chosen(rows)
    assert [record.image_path for row in rows for record in records_of_row(row, 1, columns, CaptionsConfig())] == ["val/0.jpg", "val/1.jpg"]
    rows = table(filepath=("val/0.jpg", "val/1.jpg"), filename=("0.jpg", "1.jpg"), caption=SENTENCES)
    assert (chosen(rows).image, chosen(rows).folder) == ("filepath", None)
