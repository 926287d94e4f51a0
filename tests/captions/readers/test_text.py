import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Record
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read
from hardneg.captions.readers.text import understand
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


def test_each_line_is_a_caption_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one dog\n\ntwo dogs\r\n\xff\xff\nfour")
    found = list(read(find(str(tmp_path / "a.txt")).sources[0], CaptionsConfig()))
    assert [record.key for record in found] == ["1", "3", "4", "5"]
    assert [record.caption for record in found if not record.defect] == ["one dog", "two dogs", "four"]
    assert found[2].defect is Reason.INVALID_UTF8


def records(path: Path, content: bytes, **settings: object) -> list[Record]:
    path.write_bytes(content)
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(settings)))


def layout(path: Path, **settings: object) -> Layout:
    return understand(find(str(path)).sources[0], CaptionsConfig.model_validate(settings))


def test_a_header_in_a_txt_makes_it_a_table(tmp_path: Path) -> None:
    content = b'image,caption\n1.jpg,a dog runs .\n1.jpg,"a dog, black, runs ."\n2.jpg,a cat\n'
    found = records(tmp_path / "a.txt", content)
    assert [record.caption for record in found] == ["a dog runs .", "a dog, black, runs .", "a cat"]
    assert [record.image_id for record in found] == ["1.jpg", "1.jpg", "2.jpg"]
    assert layout(tmp_path / "a.txt") == Layout("text (delimited)", ("caption",), "image", None, ("delimiter ','",))


@pytest.mark.parametrize("image", ["{}.jpg", "{}", "folder {}/x.png"])
def test_numbered_images_are_keys_and_their_images_have_several_captions(tmp_path: Path, image: str) -> None:
    rows = [(image.format(i // 2), i % 2, f"a horse of number {i}, brown") for i in range(6)]
    content = "".join(f"{name}#{n}\t{caption}\n" for name, n, caption in rows)
    found = records(tmp_path / "a.txt", content.encode())
    assert [(record.key, record.image_path, record.image_id, record.caption) for record in found] == [
        (f"{name}#{n}", name, name, caption) for name, n, caption in rows
    ]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|", " "])
def test_a_column_of_files_makes_a_txt_a_table(tmp_path: Path, delimiter: str) -> None:
    found = records(tmp_path / "a.txt", "".join(f"{i}.jpg{delimiter}a horse, brown, runs\n" for i in range(5)).encode())
    assert {(record.caption, record.image_id is not None) for record in found} == {("a horse, brown, runs", True)}


def test_ids_before_a_tab_are_no_part_of_the_caption(tmp_path: Path) -> None:
    assert records(tmp_path / "a.txt", b"0001\ta dog runs\n0002\ta cat\n")[1][:2] == ("0002", "a cat")


@pytest.mark.parametrize("number", ["{}.", "{})", "({})", "{}:"])
def test_numbers_of_the_lines_are_no_part_of_the_captions(tmp_path: Path, number: str) -> None:
    captions = ["a goat runs", "3 boys sing", "a boat at sea"]
    content = "".join(f"{number.format(i)} {caption}\n" for i, caption in enumerate(captions, 1))
    assert [record.caption for record in records(tmp_path / "a.txt", content.encode())] == captions


def test_counts_at_the_beginning_of_captions_stay(tmp_path: Path) -> None:
    captions = ["1 dog runs", "2 dogs run", "3 dogs run", "4 dogs"]
    assert [record.caption for record in records(tmp_path / "a.txt", "\n".join(captions).encode())] == captions


def test_ids_before_a_space_name_what_several_captions_are_of(tmp_path: Path) -> None:
    content = b"kx_90Ab_10_20 a bird bathes\nkx_90Ab_10_20 a bird is in a sink\nqq_17Zz_0_9 a man cooks rice\n"
    found = records(tmp_path / "a.txt", content)
    assert [(record.image_id, record.caption) for record in found] == [
        ("kx_90Ab_10_20", "a bird bathes"),
        ("kx_90Ab_10_20", "a bird is in a sink"),
        ("qq_17Zz_0_9", "a man cooks rice"),
    ]


def test_two_columns_of_prose_are_refused_with_the_settings(tmp_path: Path) -> None:
    content = b"a dog runs\tein Hund rennt\na small cat\teine kleine Katze\n"
    with pytest.raises(UserError, match=r"delimited by tabs.*captions.delimiter=tab.*captions.format=text"):
        records(tmp_path / "a.txt", content)
    assert len(records(tmp_path / "a.txt", content, format="text")) == 2
    assert records(tmp_path / "a.txt", content, delimiter="tab", header=False, caption_column="0")[0].caption == "a dog runs"


def test_a_text_in_another_encoding_is_refused_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"captions.encoding=cp1252"):
        records(tmp_path / "a.txt", "a caf\u00e9\na man\u2019s hat\n".encode("cp1252"))
    assert records(tmp_path / "b.txt", "a caf\u00e9\na dog\n".encode("utf-16"))[0].caption == "a caf\u00e9"


PLAIN = [
    "a red, green and blue kite",
    "a sign; it says stop",
    "Title | Site",
    "image, caption and credit",
    "caption, in a few words",
    "photo.jpg",
    "text",
    "a man, a woman",
    "one, two",
    'a "Stop" sign',
    '"an open quote',
    "a caf\u00e9, closed",
    "see http://example.org/1.jpg",
    "a dog\tand a cat",
    "#1 fan",
]


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(PLAIN[:-2]) | st.from_regex(r"[a-z]{1,9}([,;|]? [a-z]{1,9}){1,12}[.!]?", fullmatch=True), min_size=3, max_size=8
    )
)
def test_plain_captions_are_never_read_as_a_table(captions: list[str]) -> None:
    captions = ["two goats, a cow; and a pig | here", *captions]
    with tempfile.TemporaryDirectory() as folder:
        found = records(Path(folder) / "a.txt", "\n".join(captions).encode())
    assert [record.caption for record in found] == captions


@pytest.mark.parametrize("first", PLAIN)
def test_a_first_line_of_any_kind_does_not_make_plain_captions_a_table(tmp_path: Path, first: str) -> None:
    captions = [first, "two goats, a cow, and a pig", "a yellow bus; a car", "a door | a wall"]
    assert [record.caption for record in records(tmp_path / "a.txt", "\n".join(captions).encode())] == captions


@pytest.mark.parametrize("form", ["caption", "tags"])
@pytest.mark.parametrize("first", ["text, comic, image", "text,comic", "title, a text, in red", "caption; image", "photo, tags, id"])
def test_lists_of_tags_are_no_table(tmp_path: Path, form: str, first: str) -> None:
    lines = [first, "cat, red couch, two people", "tree; sky", "dog, blue sky, long tail, grass", "sea, sand, sun"]
    found = records(tmp_path / "a.txt", "\n".join(lines).encode(), form=form)
    assert len(found) == 5


def test_prose_below_a_line_that_could_name_columns_is_no_table(tmp_path: Path) -> None:
    lines = ["A text, in red, on a wall", "A goat, small, on a rock", "A boat, old, at sea", "A cup, white, on a desk"]
    assert [record.caption for record in records(tmp_path / "a.txt", "\n".join(lines).encode())] == lines


def test_json_lines_in_a_txt_are_read_as_such(tmp_path: Path) -> None:
    found = records(tmp_path / "a.txt", b'{"image": "1.jpg", "caption": "a goat runs"}\n{"image": "2.jpg", "caption": "a cow"}\n')
    assert [(record.image_path, record.caption) for record in found] == [("1.jpg", "a goat runs"), ("2.jpg", "a cow")]
    assert layout(tmp_path / "a.txt").format == "jsonl"


def test_a_list_of_files_is_no_captions(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"its lines are names of files, such as 'img/1.jpg'"):
        records(tmp_path / "a.txt", b"img/1.jpg\nimg/2.jpg\n")
