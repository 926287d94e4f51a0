import json
import random
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.errors import UserError
from hardneg.scenes.oracle import is_true
from hardneg.scenes.world import sample_at
from hardneg.schemas.family import Family
from hardneg.training.matcher.labelled_cases import Case, mixed, of_file, of_scenes


def case(family: Family, valid: bool, number: int = 0) -> Case:
    return Case(str(number), None, "a", f"b{number}", family, valid)


def test_a_share_of_each_family_is_invalid_and_one_without_invalid_ones_is_left_out() -> None:
    cases = [case(Family.OBJECT, i >= 50, i) for i in range(150)] + [case(Family.COUNT, i >= 5, i) for i in range(100)]
    cases += [case(Family.RELATION, True, i) for i in range(30)]
    kept = mixed(cases, 0.2, random.Random(0))
    assert Counter((each.family, each.valid) for each in kept) == {
        (Family.OBJECT, False): 25,
        (Family.OBJECT, True): 100,
        (Family.COUNT, False): 5,
        (Family.COUNT, True): 20,
    }
    assert kept == [each for each in cases if each in kept]


@pytest.mark.slow
def test_cases_of_scenes_are_what_the_oracle_says_and_come_from_the_rewriter_too() -> None:
    drawn = of_scenes(60, 5)
    assert drawn == of_scenes(60, 5)
    scenes = {sample.id: sample.scene for sample in (sample_at(5, number) for number in range(60))}
    for each in drawn.cases:
        assert is_true(each.negative, scenes[each.group]) is not each.valid
        assert is_true(each.caption, scenes[each.group]) is True
    assert abs(sum(not each.valid for each in drawn.cases) / len(drawn.cases) - 0.2) < 0.03
    assert len({each.family for each in drawn.cases}) >= 6
    reworded = [each for each in drawn.cases if "photo" in each.negative.lower() or "that is" in each.negative]
    assert any(not each.valid for each in reworded)


def test_labels_are_read_from_lines_and_from_parquet(tmp_path: Path) -> None:
    rows = [
        {"image": "a.png", "caption": "a dog", "negative": "a cat", "valid": True, "family": "object"},
        {"caption": "a dog", "negative": "a hound", "valid": False},
    ]
    (tmp_path / "l.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "l.parquet")
    first, second = of_file(str(tmp_path / "l.jsonl")).cases
    assert of_file(str(tmp_path / "l.parquet")) == ([first, second], {}, False)
    assert first.image is not None
    assert first.image.path == first.group == str(tmp_path / "a.png")
    assert (first.family, second.family, second.image, second.group, second.valid) == (Family.OBJECT, None, None, "a dog", False)


def test_an_image_may_be_bytes_or_a_url(tmp_path: Path) -> None:
    rows = [{"image": image, "caption": "a", "negative": "b", "valid": True} for image in ({"bytes": b"x", "path": None},)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "l.parquet")
    image = of_file(str(tmp_path / "l.parquet")).cases[0].image
    assert image is not None
    assert image.bytes == b"x"
    (tmp_path / "l.jsonl").write_text('{"image": "s3://b/1.png", "caption": "a", "negative": "b", "valid": true}')
    assert of_file(str(tmp_path / "l.jsonl")).cases[0].group == "s3://b/1.png"


def test_rows_of_the_same_bytes_are_of_one_group(tmp_path: Path) -> None:
    rows = [
        {"image": {"bytes": image}, "caption": caption, "negative": "b", "valid": True}
        for image, caption in ((b"x", "a"), (b"x", "c"), (b"y", "a"))
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "l.parquet")
    first, second, other = (case.group for case in of_file(str(tmp_path / "l.parquet")).cases)
    assert first == second != other


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "holds no rows"),
        ("{", "cannot be read"),
        ("[1]", "row 1: needs caption, negative, valid"),
        ('{"caption": "a", "negative": "b"}', "row 1: needs"),
        ('{"caption": "a", "negative": "b", "valid": "yes"}', "valid is true or false"),
        ('{"caption": 3, "negative": "b", "valid": true}', "are texts"),
        ('{"caption": "a", "negative": "b", "valid": true, "family": "colour"}', "no family 'colour'"),
        ('{"caption": "a", "negative": "b", "valid": true, "image": 4}', "image is a path"),
        ('{"caption": "a", "negative": "b", "valid": true, "image": "data:image/png;base64,%%"}', "data URL that cannot be decoded"),
        ('{"caption": "a", "negative": "b", "verdict": "maybe"}', "row 1: no verdict 'maybe'; there are false, still_true"),
        ('{"caption": "a", "negative": "b", "verdict": "senseless"}', "all 1 negatives are senseless or ungrammatical"),
    ],
)
def test_labels_that_are_none_say_where(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text(line)
    with pytest.raises(UserError, match=said):
        of_file(str(tmp_path / "l.jsonl"))
    with pytest.raises(UserError, match="cannot be read"):
        of_file(str(tmp_path / "gone.jsonl"))


def test_verdicts_of_the_page_become_labels_and_what_says_nothing_is_counted(tmp_path: Path) -> None:
    verdicts = ["false", "still_true", "senseless", "ungrammatical", "senseless"]
    rows = [{"id": str(i), "page": "p", "caption": "a", "negative": f"b{i}", "verdict": verdict} for i, verdict in enumerate(verdicts)]
    (tmp_path / "l.jsonl").write_text("\n".join(map(json.dumps, rows)))
    found = of_file(str(tmp_path / "l.jsonl"))
    assert [(each.negative, each.valid) for each in found.cases] == [("b0", True), ("b1", False)]
    assert (found.left_out, found.by_people) == ({"senseless": 2, "ungrammatical": 1}, True)


def test_of_two_downloads_of_a_page_the_last_verdict_counts(tmp_path: Path) -> None:
    rows = [
        {"id": one, "page": page, "caption": "a", "negative": one + page, "verdict": verdict}
        for one, page, verdict in (("1", "p", "false"), ("2", "p", "false"), ("1", "p", "still_true"), ("1", "other", "false"))
    ]
    (tmp_path / "l.jsonl").write_text("\n".join(map(json.dumps, rows)))
    found = of_file(str(tmp_path / "l.jsonl")).cases
    assert {each.negative: each.valid for each in found} == {"1p": False, "2p": True, "1other": True}


def test_an_image_of_the_page_is_a_data_url(tmp_path: Path) -> None:
    row = {"caption": "a", "negative": "b", "verdict": "false", "image": "data:image/png;base64,eA==", "group": "g"}
    (tmp_path / "l.jsonl").write_text(json.dumps(row))
    (case,) = of_file(str(tmp_path / "l.jsonl")).cases
    assert case.image is not None
    assert (case.image.bytes, case.group) == (b"x", "g")


def test_a_caption_may_hold_a_line_separator_of_unicode(tmp_path: Path) -> None:
    row = {"caption": "a\u2028dog", "negative": "a\u0085cat", "valid": True}
    (tmp_path / "l.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\r\n", encoding="utf-8")
    assert of_file(str(tmp_path / "l.jsonl")).cases[0].caption == "a\u2028dog"
