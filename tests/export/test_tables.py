import ast
import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import PIL.Image
from some_shards import png, rows_of, write_shards

from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_open_clip_csv_pairs_every_image_with_a_text_that_is_true_of_it(exported: Export, run: Path) -> None:
    folder, _ = exported("open_clip-csv")

    found = pd.read_csv(folder / "train.csv", sep="\t")
    expected = []
    for group in groups(str(run)):
        if group.image is not None:
            expected += [group.caption, *(row["negative"] for row in group.rows if row["negative_image"] is not None)]
    assert list(found.columns) == ["filepath", "title"]
    assert list(found["title"]) == expected
    for path in found["filepath"]:
        with PIL.Image.open(path) as image:
            assert image.size == (16, 12)
            assert image.format == "PNG"


def test_image_paths_of_tables_begin_with_the_root_that_was_asked_for(exported: Export) -> None:
    relative = pd.read_csv(exported("open_clip-csv", "--image-root", "")[0] / "train.csv", sep="\t")
    elsewhere = pd.read_csv(exported("open_clip-csv", "--image-root", "/mnt/data")[0] / "train.csv", sep="\t")

    assert relative["filepath"].str.startswith("images/").all()
    assert list(elsewhere["filepath"]) == list("/mnt/data/" + relative["filepath"])


def test_negclip_tsv_reads_as_negclip_reads_it_and_every_similar_image_is_a_row(exported: Export, run: Path) -> None:
    folder, _ = exported("negclip-tsv")

    found = pd.read_csv(folder / "train.tsv", sep="\t", converters={"neg_caption": ast.literal_eval, "neg_image": ast.literal_eval})
    assert list(found.columns[1:]) == ["title", "filepath", "neg_caption", "neg_image"]
    for number, row in found.iterrows():
        assert row["neg_caption"]
        assert row["neg_image"]
        for other in row["neg_image"]:
            assert found.loc[other, "filepath"] != row["filepath"], number
    drawn = found[~found["title"].isin({group.caption for group in groups(str(run))})]
    assert len(drawn) > 0
    for number, row in drawn.iterrows():
        (caption,) = row["neg_image"]
        assert row["neg_caption"] == [found.loc[caption, "title"]]
        assert number in found.loc[caption, "neg_image"]


def test_mcq_has_one_true_option_in_every_place_and_three_false_ones(exported: Export, run: Path) -> None:
    folder, skipped = exported("mcq", "--split", "all")

    with (folder / "train.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    by_id = {group.caption_id: group for group in groups(str(run))}
    assert found
    for row in found:
        group, answer = by_id[row["caption_id"]], int(row["correct_answer"])
        options = [row[f"caption_{i}"] for i in range(4)]
        assert options[answer] == group.caption
        assert len(set(options)) == 4
        assert {*options} - {group.caption} <= {each["negative"] for each in group.rows}
        assert row[f"family_{answer}"] == row["correct_answer_template"] == "caption"
        assert Path(row["image_path"]).is_file()
    assert len({row["correct_answer"] for row in found}) > 1
    assert skipped["captions with fewer than 3 negatives"] > 0
    assert len(list(csv.DictReader((folder / "val.csv").open(encoding="utf-8")))) > 0


def test_llava_asks_which_caption_is_true_and_answers_by_letter(exported: Export, run: Path) -> None:
    folder, _ = exported("llava")

    found = json.loads((folder / "train.json").read_text())
    captions = {group.caption_id: group.caption for group in groups(str(run))}
    negatives = {row["id"]: row["negative"] for group in groups(str(run)) for row in group.rows}
    for entry in found:
        human, answer = entry["conversations"]
        assert (human["from"], answer["from"]) == ("human", "gpt")
        assert human["value"].startswith("<image>\n")
        options = dict(line.split(". ", 1) for line in human["value"].splitlines()[2:-1])
        assert options[answer["value"]] == (captions | negatives)[entry["id"]]
        assert (folder / entry["image"]).is_file()
    assert {entry["id"] for entry in found} & negatives.keys()
    assert {entry["conversations"][1]["value"] for entry in found} == {"A", "B"}


def test_jsonl_has_a_line_for_each_caption_with_or_without_an_image(exported: Export, run: Path) -> None:
    folder, skipped = exported("jsonl")

    found = [json.loads(line) for line in (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = list(groups(str(run)))
    assert [line["negatives"] for line in found] == [[row["negative"] for row in group.rows] for group in expected]
    assert [line["needs_image"] for line in found] == [[row["needs_image"] for row in group.rows] for group in expected]
    assert [line["image"] is None for line in found] == [group.image is None for group in expected]
    named = [path for line in found for path in (line["image"], *line["negative_images"]) if path is not None]
    assert all((folder / path).is_file() for path in named)
    assert not skipped


def test_coco_json_has_an_entry_for_each_image_and_negatives_in_the_annotations(exported: Export, run: Path) -> None:
    folder, _ = exported("coco-json")

    found = json.loads((folder / "captions_train.json").read_text())
    images = {image["id"]: image for image in found["images"]}
    assert len(images) == len(found["images"]) == len(found["annotations"])
    by_id = {group.caption_id: group for group in groups(str(run))}
    for annotation in found["annotations"]:
        group, image = by_id[annotation["caption_id"]], images[annotation["image_id"]]
        assert annotation["caption"] == group.caption
        assert [one["caption"] for one in annotation["negatives"]] == [row["negative"] for row in group.rows if not row["needs_image"]]
        assert (image["width"], image["height"]) == (16, 12)
        assert (folder / image["file_name"]).is_file()


def test_an_export_of_the_shards_of_a_run_is_beside_them_and_not_among_them(run: Path, tmp_path: Path) -> None:
    out = shutil.copytree(run, tmp_path / "out", ignore=shutil.ignore_patterns("export"))
    assert export(str(out / "shards"), "coco-json", None, "train", Options()).dest == str(out / "export" / "coco-json")


def test_coco_json_lists_an_image_in_each_split_that_has_it(tmp_path: Path) -> None:
    for number, split in enumerate(("train", "val")):
        write_shards(tmp_path / "shards", rows_of(number, 1, {"bytes": png(7)}), 9, split=split)

    export(str(tmp_path), "coco-json", None, "all", Options())

    for split in ("train", "val"):
        found = json.loads((tmp_path / "export" / "coco-json" / f"captions_{split}.json").read_text())
        assert [each["id"] for each in found["images"]] == [each["image_id"] for each in found["annotations"]]
