import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read, understand
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

GOOSE, BOAT, KITE = "A grey goose walks past a gate.", "Two boys row a small boat.", "A kite hangs over the wet sand."


def records(path: Path, content: Any, **config: object) -> list[Record]:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(config)))


def layout(path: Path, content: Any, **config: object) -> Layout:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return understand(find(str(path)).sources[0], CaptionsConfig.model_validate(config))


def told(found: list[Record]) -> list[tuple[str | None, str | None, str | None]]:
    return [(record.caption, record.image_path, record.image_id) for record in found]


COCO = {
    "info": {"description": "A small set of photographs of ours"},
    "licenses": [{"id": 1, "name": "CC BY 4.0"}],
    "images": [{"id": 7, "file_name": "7.jpg", "width": 3}, {"id": 8, "file_name": "8.jpg", "width": 3}],
    "annotations": [
        {"id": 1, "image_id": 7, "caption": GOOSE},
        {"id": 2, "image_id": 8, "caption": BOAT},
        {"id": 3, "image_id": 7, "caption": KITE},
    ],
}
JOINED = [(GOOSE, "7.jpg", "7"), (BOAT, "8.jpg", "8"), (KITE, "7.jpg", "7")]


@pytest.mark.parametrize(
    "order", [["info", "images", "annotations"], ["annotations", "info", "images"], ["licenses", "annotations", "images"]]
)
def test_coco_captions_are_joined_to_their_images_in_any_order(tmp_path: Path, order: list[str]) -> None:
    content = {name: COCO[name] for name in order}
    found = records(tmp_path / "a.json", content)
    assert told(found) == JOINED
    assert [record.key for record in found] == ["1", "2", "3"]
    assert layout(tmp_path / "a.json", content)[:4] == ("json (COCO captions)", ("caption",), "images.file_name", "id")


def test_another_column_of_coco_images_is_configured(tmp_path: Path) -> None:
    content = COCO | {"images": [{"id": i, "file_name": f"{i}.jpg", "coco_url": f"https://example.org/{i}.jpg"} for i in (7, 8)]}
    assert layout(tmp_path / "a.json", content).notes == (
        "the image is read from 'file_name'; to use another column, set captions.image_column to 'coco_url'",
    )
    found = records(tmp_path / "a.json", content, image_column="coco_url")
    assert found[0].image_path == "https://example.org/7.jpg"
    assert {record.image_path for record in records(tmp_path / "a.json", content, images="ignore")} == {None}


@pytest.mark.parametrize("first", ["images", "annotations"])
def test_an_image_without_captions_and_a_caption_without_its_image_are_defects(tmp_path: Path, first: str) -> None:
    parts = {
        "images": [{"id": 7, "file_name": "7.jpg"}, {"id": 9, "file_name": "9.jpg"}],
        "annotations": COCO["annotations"],
    }
    found = records(tmp_path / "a.json", {first: parts.pop(first), **parts})
    assert [(record.defect, record.image_id) for record in found] == [
        (None, "7"),
        (Reason.IMAGE_MISSING, "8"),
        (None, "7"),
        (Reason.NO_CAPTION, "9"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"images": COCO["images"], "annotations": [{"id": 1, "image_id": 7, "bbox": [1, 2, 3, 4], "category_id": 1}]},
        {"images": COCO["images"], "categories": [{"id": 1, "name": "goose", "description": "A large bird with a neck."}]},
    ],
)
def test_coco_without_captions_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(
        UserError, match=r"no captions are recognised .* images \(array of objects with id, file_name, width\).* captions_val2017.json"
    ):
        records(tmp_path / "a.json", content)


def test_captions_that_are_marked_as_foils_are_defects(tmp_path: Path) -> None:
    annotations = [{"id": i, "image_id": 7, "caption": GOOSE, "foil": bool(i)} for i in range(2)]
    found = records(tmp_path / "a.json", {"annotations": annotations, "images": COCO["images"]})
    assert [record.defect for record in found] == [None, Reason.BAD_RECORD, Reason.NO_CAPTION]


def sentences(*texts: str) -> list[dict[str, object]]:
    return [{"tokens": text.split(), "raw": text, "imgid": 0, "sentid": i} for i, text in enumerate(texts)]


TURNS = [
    {"from": "human", "value": "<image>\nWhat is shown?"},
    {"from": "gpt", "value": GOOSE},
    {"from": "human", "value": "Why?"},
    {"from": "gpt", "value": "It is hungry."},
]
SHAPES: dict[str, tuple[Any, list[tuple[str, str | None, str | None]]]] = {
    "list of objects": ([{"image": "1.jpg", "caption": GOOSE}], [(GOOSE, "1.jpg", "1.jpg")]),
    "list of captions": ([{"image": "1.jpg", "caption": [GOOSE, BOAT]}], [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "1.jpg", "1.jpg")]),
    "texts": ([GOOSE, BOAT], [(GOOSE, None, None), (BOAT, None, None)]),
    "pairs": ([["1.jpg", GOOSE], ["2.jpg", BOAT]], [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")]),
    "karpathy": (
        {"images": [{"filepath": "val", "filename": "1.jpg", "imgid": 4, "sentences": sentences(GOOSE, BOAT)}], "dataset": "ours"},
        [(GOOSE, "val/1.jpg", "4"), (BOAT, "val/1.jpg", "4")],
    ),
    "karpathy of flickr": (
        {"images": [{"filename": "1.jpg", "imgid": 4, "sentences": sentences(GOOSE)}]},
        [(GOOSE, "1.jpg", "4")],
    ),
    "regions": (
        [{"id": 5, "regions": [{"region_id": 1, "image_id": 5, "phrase": GOOSE}, {"region_id": 2, "image_id": 5, "phrase": "red gate"}]}],
        [(GOOSE, None, "5"), ("red gate", None, "5")],
    ),
    "vatex": (
        [{"videoID": "v_1", "enCap": [GOOSE, BOAT], "chCap": ["一只鹅走过大门", "两个男孩划小船"]}],
        [(GOOSE, None, "v_1"), (BOAT, None, "v_1")],
    ),
    "sugarcrepe": (
        {"0": {"filename": "1.jpg", "caption": GOOSE, "negative_caption": KITE},
         "1": {"filename": "2.jpg", "caption": BOAT, "negative_caption": KITE}},
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "msr-vtt": (
        {
            "info": {"year": "2016"},
            "videos": [{"video_id": "video0", "category": 9, "url": "https://example.org/0"}],
            "sentences": [{"sen_id": 3, "video_id": "video0", "caption": GOOSE}],
        },
        [(GOOSE, None, "video0")],
    ),
    "llava": ([{"id": "a", "image": "1.jpg", "conversations": TURNS}], [(GOOSE, "1.jpg", "1.jpg")]),
    "messages": (
        [{"images": ["1.jpg"], "messages": [{"role": "user", "content": "What?"}, {"role": "assistant", "content": GOOSE}]}],
        [(GOOSE, "1.jpg", "1.jpg")],
    ),
    "keyed by image": ({"1.jpg": GOOSE, "2.jpg": BOAT}, [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")]),
    "keyed lists": ({"1.jpg": [GOOSE, BOAT], "2.jpg": []}, [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "1.jpg", "1.jpg"), (None, "2.jpg", "2.jpg")]),
    "keyed by number": ({"17": GOOSE, "18": BOAT}, [(GOOSE, None, "17"), (BOAT, None, "18")]),
    "keyed lists of objects": (
        {"17": [{"image_id": 17, "id": 1, "caption": GOOSE}, {"image_id": 17, "id": 2, "caption": BOAT}]},
        [(GOOSE, None, "17"), (BOAT, None, "17")],
    ),
    "keyed objects": ({"img_017": {"caption": GOOSE, "width": 3}}, [(GOOSE, None, "img_017")]),
    "splits": (
        {"train": [{"img": "1.jpg", "text": GOOSE}], "val": [{"img": "2.jpg", "text": BOAT}]},
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "data with metadata": (
        {"version": "1.0", "data": [{"image_id": "q1", "image_path": "q1.jpg", "caption_str": GOOSE, "caption_tokens": ["A", "goose"]}]},
        [(GOOSE, "q1.jpg", "q1")],
    ),
    "nested fields": ([{"meta": {"id": 3}, "data": {"caption": GOOSE, "image": "1.jpg"}}], [(GOOSE, "1.jpg", "1.jpg")]),
    "languages": ([{"image": "1.jpg", "caption": {"de": "Eine graue Gans.", "en": GOOSE}}], [(GOOSE, "1.jpg", "1.jpg")]),
    "numbered": ([{"file": "1.jpg", "caption_1": GOOSE, "caption_2": BOAT}], [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "1.jpg", "1.jpg")]),
    "list of structs": ([{"image": "1.jpg", "captions": [{"caption": GOOSE, "score": 0.5}]}], [(GOOSE, "1.jpg", "1.jpg")]),
    "one object": ({"image": "1.jpg", "caption": GOOSE, "width": 3}, [(GOOSE, "1.jpg", "1.jpg")]),
    "one object with a list": ({"image": "1.jpg", "captions": [GOOSE, BOAT]}, [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "1.jpg", "1.jpg")]),
    "texts of a member": ({"captions": [GOOSE, BOAT], "version": 2}, [(GOOSE, None, None), (BOAT, None, None)]),
    "keyed by name": (
        {"vg_a": {"classes": "goose", "image_file": "1.jpg", "caption": GOOSE, "foil": BOAT},
         "vg_b": {"classes": "boat", "image_file": "2.jpg", "caption": BOAT, "foil": GOOSE}},
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "activities": (
        {"v_goose": {"timestamps": [[0, 3]], "sentences": [GOOSE, BOAT]}, "v_kite": {"timestamps": [[0, 2]], "sentences": [KITE]}},
        [(GOOSE, None, "v_goose"), (BOAT, None, "v_goose"), (KITE, None, "v_kite")],
    ),
    "pandas columns": (
        {"image": {"0": "1.jpg", "1": "2.jpg"}, "caption": {"0": GOOSE, "1": BOAT}},
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "pandas split": (
        {"columns": ["image", "caption"], "index": [0, 1], "data": [["1.jpg", GOOSE], ["2.jpg", BOAT]]},
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "an image for each caption": (
        [{"image_0": "1.jpg", "image_1": "2.jpg", "caption_0": GOOSE, "caption_1": BOAT}],
        [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")],
    ),
    "array within": ({"dataset": {"images": [{"file_name": "1.jpg", "sentences": sentences(GOOSE)}], "n": 1}}, [(GOOSE, "1.jpg", "1.jpg")]),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_of_the_field_is_read_without_settings(tmp_path: Path, name: str) -> None:
    content, expected = SHAPES[name]
    assert told(records(tmp_path / "a.json", content)) == expected
    assert told(records(tmp_path / "b.json", json.dumps(content, indent=2).encode())) == expected
    assert layout(tmp_path / "a.json", content).format.startswith("json (")


def test_another_turn_of_a_conversation_is_named_by_its_path(tmp_path: Path) -> None:
    (record,) = records(tmp_path / "a.json", [{"conversations": TURNS}], caption_column="conversations.3.value")
    assert record.caption == "It is hungry."


@pytest.mark.parametrize("column", ["data.text", "rows.data.text"])
def test_a_nested_field_is_named_by_a_dotted_path(tmp_path: Path, column: str) -> None:
    content = {"rows": [{"data": {"text": GOOSE}, "caption": BOAT}]}
    assert told(records(tmp_path / "a.json", content, caption_column=column)) == [(GOOSE, None, None)]


@pytest.mark.parametrize(
    "content",
    [
        {"count": 100, "successes": 98, "failed_to_download": 2, "duration": 1.5},
        {"default": {"description": "A data set of small photographs.", "citation": "", "features": {"image": {}}}},
        {"name": "our-model", "version": "1.0", "description": "Reads captions of images."},
        {"description": "A data set of small photographs.", "features": {"image": {}, "caption": {}}, "splits": {}},
        {"architectures": ["CLIPModel"], "hidden_size": 512, "text_config": {"layers": 3}},
        {"goose": 1, "boat": 2},
        {"scores": [0.5, 0.25]},
        {},
    ],
)
def test_a_file_without_captions_is_refused_in_one_line(tmp_path: Path, content: object) -> None:
    with pytest.raises(
        UserError, match=r"a.json.*: no captions are recognised in this JSON object; it holds .*set captions.caption_column"
    ) as error:
        layout(tmp_path / "a.json", content)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        {"0": "tench, Tinca tinca", "1": "goldfish, Carassius auratus", "2": "great white shark, white shark"},
        {"/m/01": "Goose", "/m/02": "Boat"},
        {"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]},
        ["<pad>", "<s>", "goose"],
    ],
)
def test_names_of_classes_are_no_captions_unless_the_format_is_set(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UserError):
        layout(tmp_path / "a.json", content)
    assert len(records(tmp_path / "a.json", content, format="json")) >= len(content)


def test_values_without_commas_between_them_are_records(tmp_path: Path) -> None:
    content = "\n".join(json.dumps({"image": f"{i}.jpg", "caption": text}, indent=1) for i, text in enumerate((GOOSE, BOAT))).encode()
    for name in ("a.json", "a.jsonl"):
        assert told(records(tmp_path / name, content)) == [(GOOSE, "0.jpg", "0.jpg"), (BOAT, "1.jpg", "1.jpg")]


def test_lines_of_lists_and_a_last_comma_are_read(tmp_path: Path) -> None:
    expected = [(GOOSE, "0.jpg", "0.jpg"), (BOAT, "1.jpg", "1.jpg")]
    assert told(records(tmp_path / "a.jsonl", b'["0.jpg", "%s"]\n["1.jpg", "%s"]' % (GOOSE.encode(), BOAT.encode()))) == expected
    assert [text for text, _, _ in told(records(tmp_path / "a.json", b'["%s",\n]' % GOOSE.encode()))] == [GOOSE]


def test_a_conversation_without_an_image_among_others_is_a_defect(tmp_path: Path) -> None:
    found = records(tmp_path / "a.json", [{"image": "1.jpg", "conversations": TURNS}, {"conversations": TURNS}])
    assert [(record.defect, record.detail) for record in found] == [(None, None), (Reason.NO_CAPTION, "the conversation has no image")]


def test_file_names_are_no_captions(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"file names or URLs, such as '1.jpg', not captions"):
        records(tmp_path / "a.json", ["1.jpg", "2.jpg"])


def test_a_second_array_with_captions_is_in_a_note(tmp_path: Path) -> None:
    content = {"annotations": [{"id": 1, "caption": GOOSE}], "generated": [{"id": 1, "text": BOAT}]}
    assert layout(tmp_path / "a.json", content).notes == ("'generated' holds text too, and is not read",)


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_json_is_read(tmp_path: Path, encode: str) -> None:
    text = json.dumps([{"caption": "A café by the sea."}], ensure_ascii=False)
    assert [record.caption for record in records(tmp_path / "a.json", text.encode(encode))] == ["A café by the sea."]


def test_compressed_files_are_read(tmp_path: Path) -> None:
    assert told(records(tmp_path / "a.json.gz", gzip.compress(json.dumps(COCO).encode()))) == JOINED


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_lines_and_arrays_are_recognised_by_their_content(tmp_path: Path, name: str) -> None:
    rows = [{"image": "1.jpg", "caption": GOOSE}, {"image": "2.jpg", "caption": BOAT}]
    expected = [(GOOSE, "1.jpg", "1.jpg"), (BOAT, "2.jpg", "2.jpg")]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    assert told(records(tmp_path / name, lines)) == expected
    assert told(records(tmp_path / name, rows)) == expected
    assert told(records(tmp_path / name, json.dumps(rows, indent=1).encode())) == expected
    assert told(records(tmp_path / name, rows[0])) == expected[:1]


MALFORMED = [
    (b'{"caption": NaN}', Reason.NO_CAPTION),
    (b'{"caption": null}', Reason.NO_CAPTION),
    (b'{"caption": 12}', Reason.NO_CAPTION),
    (b"3", Reason.BAD_RECORD),
    (b'"A text alone."', Reason.BAD_RECORD),
    (b"{'caption': 'x'}", Reason.BAD_RECORD),
    (b'{"caption": "a", "caption": "b"}', Reason.BAD_RECORD),
    (b'{"caption": "\xff\xfe"}', Reason.INVALID_UTF8),
    (b'{"caption": "\\ud83d"}', Reason.INVALID_UTF8),
    (b"[" * 50_000 + b"]" * 50_000, Reason.BAD_RECORD),
    (b'{"caption": ' + b"9" * 5000 + b"}", Reason.BAD_RECORD),
    (b'{"caption": "a", "x": [1, }', Reason.BAD_RECORD),
]


@pytest.mark.parametrize(("element", "reason"), MALFORMED)
def test_a_malformed_element_is_a_record_with_its_defect(tmp_path: Path, element: bytes, reason: Reason) -> None:
    if element.endswith(b"[1, }"):
        element = element.replace(b"[1, }", b"[1, ]}")
    content = b'[{"caption": "one two"}, ' + element + b', {"caption": "three four"}]'
    found = records(tmp_path / "a.json", content)
    assert [record.defect for record in found] == [None, reason, None]
    assert found[1].detail
    assert len(found[1].detail) <= 600


@pytest.mark.parametrize("end", [-1, -2, -10, -30])
def test_data_before_a_truncation_is_read(tmp_path: Path, end: int) -> None:
    content = json.dumps([{"id": i, "caption": f"Goose number {i} walks."} for i in range(1000)]).encode()[:end]
    found: list[Record] = []
    with pytest.raises(Broken, match="the file ends"):
        found.extend(iterate(tmp_path / "a.json", content))
    assert 998 <= len(found) <= 1000


def test_data_before_damaged_compression_is_read(tmp_path: Path) -> None:
    content = gzip.compress(json.dumps([{"id": i, "caption": f"Goose number {i * 7919 % 10007} walks."} for i in range(20_000)]).encode())
    found: list[Record] = []
    with pytest.raises(Broken, match="compressed file ended"):
        found.extend(iterate(tmp_path / "a.json.gz", content[: len(content) // 2]))
    assert 5_000 < len(found) < 15_000


def iterate(path: Path, content: bytes, **config: object) -> Iterator[Record]:
    path.write_bytes(content)
    return read(find(str(path)).sources[0], CaptionsConfig.model_validate(config))


def test_captions_are_read_where_the_images_behind_them_are_truncated(tmp_path: Path) -> None:
    content = json.dumps({"annotations": COCO["annotations"], "images": COCO["images"]}).encode()[:-40]
    found: list[Record] = []
    with pytest.raises(Broken):
        found.extend(iterate(tmp_path / "a.json", content))
    assert [(record.caption, record.image_path, record.defect) for record in found] == [
        (GOOSE, "7.jpg", None),
        (BOAT, None, None),
        (KITE, "7.jpg", None),
    ]


@pytest.mark.parametrize("content", [b"plain text", b"<html>", b'"a text"'])
def test_a_file_that_is_not_json_is_broken(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Broken, match="not JSON"):
        records(tmp_path / "a.json", content)


@pytest.mark.parametrize("content", [b"", b"  \n", b"[]", b"[ ]"])
def test_an_empty_file_has_no_records(tmp_path: Path, content: bytes) -> None:
    assert records(tmp_path / "a.json", content) == []


def test_a_key_that_occurs_twice_is_two_records(tmp_path: Path) -> None:
    assert told(records(tmp_path / "a.json", b'{"1.jpg": "%s", "1.jpg": "%s"}' % (GOOSE.encode(), BOAT.encode()))) == [
        (GOOSE, "1.jpg", "1.jpg"),
        (BOAT, "1.jpg", "1.jpg"),
    ]


def peak(path: Path) -> tuple[int, int]:
    source = find(str(path)).sources[0]
    tracemalloc.start()
    try:
        count = sum(1 for _ in read(source, CaptionsConfig()))
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (20_000, 80_000):
        with (tmp_path / "a.json").open("w") as file:
            file.write('{"info": {}, "data": [')
            for i in range(rows):
                file.write(("," if i else "") + json.dumps({"id": i, "caption": f"Goose number {i} walks past a gate.", "more": "x" * 200}))
            file.write("]}")
        count, most = peak(tmp_path / "a.json")
        assert count == rows
        peaks.append(most)
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 10_000_000


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="[{"), min_size=1, max_size=30)
OBJECTS = st.lists(
    st.fixed_dictionaries(
        {"caption": TEXT.map(lambda text: f"A goose, a boat {text}")}, optional={"n": st.integers(), "more": TEXT, "x": st.none()}
    ),
    min_size=1,
    max_size=8,
)


@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_arrays_lines_and_keyed_objects_give_the_same_captions(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], indent: int | None, ascii: bool
) -> None:
    folder = tmp_path_factory.mktemp("same")
    captions = [row["caption"] for row in rows]
    contents = {
        "array.json": json.dumps(rows, indent=indent, ensure_ascii=ascii),
        "array.jsonl": json.dumps(rows, indent=indent, ensure_ascii=ascii),
        "lines.json": "\n".join(json.dumps(row, ensure_ascii=ascii) for row in rows),
        "lines.jsonl": "\n".join(json.dumps(row, ensure_ascii=ascii) for row in rows),
        "keyed.json": json.dumps({str(i): row for i, row in enumerate(rows)}, indent=indent, ensure_ascii=ascii),
        "section.json": json.dumps({"n": 3, "data": rows}, indent=indent, ensure_ascii=ascii),
    }
    for name, text in contents.items():
        assert [record.caption for record in records(folder / name, text.encode())] == captions, name


@pytest.mark.parametrize("first", ["images", "annotations"])
def test_the_arrays_of_a_large_coco_file_are_found(tmp_path: Path, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.captions.readers.json_outline.MAX_CHARS", 1000)
    monkeypatch.setattr("hardneg.captions.readers.json_stream.CHUNK", 500)
    parts = {
        "images": [{"id": i, "file_name": f"{i}.jpg"} for i in range(300)],
        "annotations": [{"id": i, "image_id": i, "caption": f"Goose number {i} walks."} for i in range(300)],
    }
    content = {first: parts.pop(first), **parts, "licenses": []}
    assert told(records(tmp_path / "a.json", content)) == [(f"Goose number {i} walks.", f"{i}.jpg", str(i)) for i in range(300)]


def test_records_of_several_arrays_have_keys_of_their_own(tmp_path: Path) -> None:
    content = {name: [{"id": 1, "captions": [GOOSE, BOAT]}, {"id": 2, "captions": [KITE]}] for name in ("train", "val")}
    found = records(tmp_path / "a.json", content)
    assert len({record.key for record in found}) == 6
    assert [record.image_id for record in found[::2]] == ["train/1", "train/2", "val/1"]


def test_an_encoding_that_is_set_holds_for_values_and_lines(tmp_path: Path) -> None:
    text = json.dumps({"caption": "A café by the sea."}, ensure_ascii=False)
    for content in (text, f"[{text}]", f"{text}\n{text}"):
        found = records(tmp_path / "a.json", content.encode("cp1252"), encoding="cp1252")
        assert {record.caption for record in found} == {"A café by the sea."}
