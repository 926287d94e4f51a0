"""Files in the form of the field's sets, read as their authors mean them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from hardneg.captions.cut import cut
from hardneg.captions.readers import understand
from hardneg.captions.selection import select
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig, Config

GOOSE, BOAT, KITE = "A grey goose walks past a gate.", "Two boys row a small boat.", "A kite hangs over the wet sand."
CAPTIONS = (GOOSE, BOAT, KITE)
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'4d7a' * 16}\nsize 12345\n"


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode())
    return path


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def table(*rows: Any, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(path: Path, **config: object) -> list[tuple[str | None, str | None]]:
    """Captions and their images; a reject is its reason and its detail."""
    config_ = Config(captions=CaptionsConfig.model_validate(config))
    rows = [row for part in cut(str(path), config_) for row in part.to_pylist()]
    return [
        (row["defect"], row["detail"]) if row["defect"] else (row["caption"], row["image"]["path"] if row["image"] else row["image_id"])
        for row in rows
    ]


def skipped(path: Path) -> dict[str, str]:
    return dict(select(str(path), CaptionsConfig()).skipped)


def test_arrays_beside_each_other_are_columns(tmp_path: Path) -> None:
    urls = [f"http://example.org/{i}.jpg" for i in range(3)]
    path = write(tmp_path / "sbu.json", {"image_urls": urls, "user_ids": ["a", "b", "c"], "captions": list(CAPTIONS)})
    assert read(path) == list(zip(CAPTIONS, urls, strict=True))


def test_arrays_of_different_lengths_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", {"image": ["0.jpg"], "caption": list(CAPTIONS)})
    with pytest.raises(UserError, match=r"image \(1\), caption \(3\) differ in length"):
        read(path)


def test_arrays_whose_difference_comes_late_break_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", {"image": [f"{i}.jpg" for i in range(300)], "caption": [GOOSE] * 301})
    with pytest.raises(UserError, match=r"image \(300\) and caption \(301\) differ in length"):
        read(path)


def test_lines_that_are_texts_are_captions(tmp_path: Path) -> None:
    assert [caption for caption, _ in read(write(tmp_path / "x.jsonl", lines(*CAPTIONS)))] == list(CAPTIONS)


def test_a_text_among_objects_is_a_reject(tmp_path: Path) -> None:
    found = read(write(tmp_path / "x.jsonl", lines({"caption": GOOSE}, BOAT)))
    assert found[0][0] == GOOSE
    assert found[1] == ("bad_record", "line 2: not a JSON object but a text")


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Index", "Question", "Options"],
            *([str(i), "Is the gate of the field open or closed?", "(a) open (b) closed"] for i in range(3)),
        ],
        [["image", "question", "answers"], *([f"{i}.jpg", "What does the sign say?", "stop and turn back"] for i in range(3))],
        [["file_name", "keywords", "sound_link"], *([f"{i}.wav", "night, loud rain, frogs", f"http://a.org/{i}"] for i in range(3))],
    ],
    ids=["options", "answers", "keywords"],
)
def test_answers_and_keywords_are_no_captions(tmp_path: Path, rows: list[list[str]]) -> None:
    with pytest.raises(UserError, match="no column looks like a caption"):
        read(write(tmp_path / "x.csv", table(*rows)))


def test_a_name_that_is_a_sentence_is_the_caption_where_nothing_else_is(tmp_path: Path) -> None:
    rows = [["videoid", "contentUrl", "duration", "name"], *([str(i), f"http://a.org/{i}.mp4", "PT21S", CAPTIONS[i]] for i in range(3))]
    assert read(write(tmp_path / "x.csv", table(*rows))) == [(CAPTIONS[i], f"http://a.org/{i}.mp4") for i in range(3)]


def test_the_title_of_a_page_ranks_behind_the_caption_of_the_image(tmp_path: Path) -> None:
    rows = [["image_url", "page_title", "caption_reference_description"]]
    rows += [[f"http://a.org/{i}.jpg", "A long walk in the hills", CAPTIONS[i]] for i in range(3)]
    assert [caption for caption, _ in read(write(tmp_path / "x.tsv", table(*rows, delimiter="\t")))] == list(CAPTIONS)


def test_properties_of_an_image_do_not_name_it(tmp_path: Path) -> None:
    found = read(
        write(tmp_path / "x.jsonl", lines(*({"image/key": f"k{i}", "image/locale": "en", "caption": CAPTIONS[i]} for i in range(3))))
    )
    assert found == [(CAPTIONS[i], f"k{i}") for i in range(3)]


def test_paths_of_windows_have_slashes(tmp_path: Path) -> None:
    rows = [["image", "caption"], ["dogs\\wet\\0.jpg", GOOSE], ["C:\\me\\1.jpg", BOAT], ["http://a.org/a\\b.jpg", KITE]]
    assert [image for _, image in read(write(tmp_path / "x.csv", table(*rows)))] == [
        "dogs/wet/0.jpg",
        "C:\\me\\1.jpg",
        "http://a.org/a\\b.jpg",
    ]


def test_marks_of_entities_are_no_part_of_a_caption(tmp_path: Path) -> None:
    text = "[/EN#1/animals A grey goose] walks past [/EN#2/other/scene a gate] .\n[/EN#0/notvisual Two boys] row .\n"
    assert [caption for caption, _ in read(write(tmp_path / "7.txt", text))] == ["A grey goose walks past a gate .", "Two boys row ."]


def test_captions_in_another_form_are_read_once(tmp_path: Path) -> None:
    write(tmp_path / "Flickr8k.token.txt", "".join(f"1.jpg#{i}\t{CAPTIONS[i]}\n" for i in range(3)))
    write(tmp_path / "Flickr8k.lemma.token.txt", "".join(f"1.jpg#{i}\t{CAPTIONS[i].lower()} .\n" for i in range(3)))
    assert read(tmp_path) == [(caption, "1.jpg") for caption in CAPTIONS]
    assert skipped(tmp_path)["Flickr8k.lemma.token.txt"].startswith("not read, because it holds the captions of Flickr8k.token.txt")


@pytest.mark.parametrize("name", ["x.parquet", "x.json", "x.csv", "x.txt", "x.tar"])
def test_a_pointer_of_git_lfs_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=rf"{name}: a Git LFS pointer.* `git lfs pull`"):
        read(write(tmp_path / name, POINTER))


@pytest.mark.parametrize(("name", "what"), [("00000.tfrecord", "a TFRecord"), ("shard.00000.mds.zstd", "MosaicML's MDS")])
def test_files_that_are_not_read_are_named_beside_their_statistics(tmp_path: Path, name: str, what: str) -> None:
    write(tmp_path / name, b"\0" * 20)
    write(tmp_path / "00000_stats.json", {"count": 4, "successes": 3})
    with pytest.raises(UserError, match=what):
        read(tmp_path)


def test_json_lines_may_be_named_jsonlines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "docci.jsonlines", lines({"description": GOOSE, "image_file": "1.jpg"}, {"description": BOAT, "image_file": "2.jpg"})
    )
    assert read(path) == [(GOOSE, "1.jpg"), (BOAT, "2.jpg")]


def test_texts_in_folders_without_images_are_not_read_beside_pairs(tmp_path: Path) -> None:
    for i in range(3):
        write(tmp_path / f"img/{i}.jpg", b"x")
        write(tmp_path / f"img/{i}.txt", CAPTIONS[i])
    write(tmp_path / "log.txt", "epoch 1 loss 0.3")
    assert read(tmp_path) == [(CAPTIONS[i], f"img/{i}.jpg") for i in range(3)]
    assert skipped(tmp_path)["log.txt"].startswith("not read, because no image lies in its folder")


def test_texts_find_their_images_in_other_folders_by_name(tmp_path: Path) -> None:
    for i in range(3):
        write(tmp_path / f"jpg/image_{i}.jpg", b"x")
        write(tmp_path / f"text_c10/class_{i}/image_{i}.txt", f"{CAPTIONS[i]}\n{CAPTIONS[i - 1]}\n")
    assert read(tmp_path) == [(CAPTIONS[i - j], f"jpg/image_{i}.jpg") for i in range(3) for j in range(2)]


def test_shards_are_named_by_a_range_in_braces(tmp_path: Path) -> None:
    for i in range(3):
        write(tmp_path / f"{i:05}.jsonl", lines({"caption": CAPTIONS[i]}))
    assert [caption for caption, _ in read(tmp_path / "{00000..00001}.jsonl")] == [GOOSE, BOAT]
    with pytest.raises(UserError, match=r"00003.jsonl: no such file"):
        read(tmp_path / "{00002..00003}.jsonl")


def notes(path: Path) -> str:
    return " ".join(understand(select(str(path), CaptionsConfig()).sources[0], CaptionsConfig()).notes)


def test_images_of_the_same_name_in_a_folder_that_was_not_named_are_others(tmp_path: Path) -> None:
    write(tmp_path / "other/0.jpg", b"x")
    rows = lines(*({"image": f"{i}.jpg", "caption": CAPTIONS[i]} for i in range(1)))
    assert read(write(tmp_path / "mine/x.jsonl", rows)) == [(GOOSE, "0.jpg")]
    assert read(write(tmp_path / "annotations/x.jsonl", rows)) == [(GOOSE, "../other/0.jpg")]


def test_ids_of_images_may_be_numbers_or_texts_with_zeros(tmp_path: Path) -> None:
    images = [{"id": i, "file_name": f"{i}.jpg"} for i in range(3)]
    annotations = [{"id": i, "image_id": f"{i:012}", "caption": CAPTIONS[i]} for i in range(3)]
    path = write(tmp_path / "x.json", {"images": images, "annotations": annotations})
    assert read(path) == [(CAPTIONS[i], f"{i}.jpg") for i in range(3)]


def test_a_constant_column_ranks_behind_others(tmp_path: Path) -> None:
    rows = [["Title", "Input.image_url", "Answer.caption"]]
    rows += [["Describe the image in a sentence", f"http://a.org/{i}.jpg", CAPTIONS[i]] for i in range(3)]
    assert read(write(tmp_path / "x.csv", table(*rows))) == [(CAPTIONS[i], f"http://a.org/{i}.jpg") for i in range(3)]


def test_the_title_of_a_video_ranks_behind_the_content_of_a_caption(tmp_path: Path) -> None:
    rows = [{"meta": {"video_title": f"My long day number {i}"}, "clip_id": f"c{i}", "caption": {"content": CAPTIONS[i]}} for i in range(3)]
    assert read(write(tmp_path / "x.jsonl", lines(*rows))) == [(CAPTIONS[i], f"c{i}") for i in range(3)]


def test_a_hypothesis_that_a_label_may_call_false_is_not_read(tmp_path: Path) -> None:
    rows = [
        {"gold_label": "contradiction", "sentence1": CAPTIONS[i], "sentence2": "Nobody is there.", "Flickr30K_ID": str(i)} for i in range(3)
    ]
    path = write(tmp_path / "x.jsonl", lines(*rows))
    assert read(path) == [(CAPTIONS[i], str(i)) for i in range(3)]
    assert "a label says whether sentence2 is true" in notes(path)


@pytest.mark.parametrize("values", [(0, 1), ("True", "False"), (True, False)])
def test_a_label_of_two_values_is_mentioned(tmp_path: Path, values: tuple[object, object]) -> None:
    rows = [{"image": f"{i}.jpg", "caption": CAPTIONS[i % 3], "label": values[i % 2]} for i in range(6)]
    assert "if it marks captions as true or false" in notes(write(tmp_path / "x.jsonl", lines(*rows)))
    rows = [{**row, "label": str(i)} for i, row in enumerate(rows)]
    assert notes(write(tmp_path / "y.jsonl", lines(*rows))) == ""


def test_lines_of_json_may_end_in_commas(tmp_path: Path) -> None:
    text = "".join(json.dumps({"image": f"{i}.jpg", "caption": CAPTIONS[i]}) + ",\n" for i in range(3))
    assert read(write(tmp_path / "x.jsonl", text)) == [(CAPTIONS[i], f"{i}.jpg") for i in range(3)]


def test_the_member_that_holds_the_records_is_found_among_settings(tmp_path: Path) -> None:
    records = {f"{i}.jpg12{i}": {"filename": f"{i}.jpg", "size": 12, "file_attributes": {"caption": CAPTIONS[i]}} for i in range(3)}
    path = write(tmp_path / "via.json", {"_via_settings": {"ui": {"height": 3}}, "_via_img_metadata": records, "_via_attributes": {}})
    assert read(path) == [(CAPTIONS[i], f"{i}.jpg") for i in range(3)]


def test_captions_by_language_may_be_a_map(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    maps = pa.array([[("en", caption), ("de", "Eine Gans am Tor.")] for caption in CAPTIONS], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({"image": ["0.jpg", "1.jpg", "2.jpg"], "caption": maps}), tmp_path / "x.parquet")
    assert read(tmp_path / "x.parquet") == [(CAPTIONS[i], f"{i}.jpg") for i in range(3)]


def test_a_table_in_two_formats_is_read_once(tmp_path: Path) -> None:
    rows = [{"image": f"{i}.jpg", "caption": CAPTIONS[i]} for i in range(3)]
    write(tmp_path / "a.csv", table(["image", "caption"], *([row["image"], row["caption"]] for row in rows)))
    write(tmp_path / "b.jsonl", lines(*rows))
    assert read(tmp_path) == [(CAPTIONS[i], f"{i}.jpg") for i in range(3)]
    assert skipped(tmp_path)["b.jsonl"].startswith("not read, because it begins with the same captions as a.csv")


def test_tables_that_differ_in_their_images_are_both_read(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", table(["image", "caption"], *([f"a{i}.jpg", CAPTIONS[i]] for i in range(3))))
    write(tmp_path / "b.jsonl", lines(*({"image": f"b{i}.jpg", "caption": CAPTIONS[i]} for i in range(3))))
    assert len(read(tmp_path)) == 6


def test_splits_of_one_set_are_read_by_the_column_of_sentences(tmp_path: Path) -> None:
    rows = [{"id": f"x{i}", "report": CAPTIONS[i % 3], "image_path": f"{i}.png", "split": "s"} for i in range(4)]
    assert read(write(tmp_path / "x.json", {"train": rows[:2], "val": rows[2:]})) == [(CAPTIONS[i % 3], f"{i}.png") for i in range(4)]


@pytest.mark.parametrize("mark", ["##", " ||| ", " => "])
def test_lines_with_other_separators_are_refused(tmp_path: Path, mark: str) -> None:
    text = "".join(f"AO8R{i} 0.0 6.9{mark}{CAPTIONS[i]}\n" for i in range(3))
    path = write(tmp_path / "x.txt", text)
    with pytest.raises(UserError, match=r"its lines are separated by .* by a tab, or set captions.format=text"):
        read(path)
    assert len(read(path, format="text")) == 3


def test_images_in_base64_are_no_captions(tmp_path: Path) -> None:
    from base64 import b64encode

    image = b64encode(b"\xff\xd8\xff\xe0" + bytes(range(200))).decode()
    path = write(tmp_path / "caption_val.tsv", "".join(f"{i}\t{1000 + i}\t{CAPTIONS[i]}\tgoose&&gate\t{image}\n" for i in range(3)))
    for config in ({}, {"header": False}):
        assert [caption for caption, _ in read(path, **config)] == list(CAPTIONS)
