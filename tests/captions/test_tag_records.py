import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from captions.tars import tar

from hardneg.captions.cut import cut, sources_fingerprint
from hardneg.captions.fields.columns import choose
from hardneg.captions.fields.records import records_of
from hardneg.captions.stage import make
from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig, Config
from hardneg.schemas.reasons import Reason

TAGS = ["dog", "red couch", "two people"]
TEXT = "dog, red couch, two people"


def config(**captions: object) -> Config:
    return Config.model_validate({"captions": {"form": "tags", **captions}})


def captions(path: Path, settings: Config) -> list[str]:
    stage = make(settings, RunContext(str(path)))
    return [caption for table in cut(str(path), settings) for caption in stage.process(table).rows["caption"].to_pylist()]


def test_lists_and_texts_of_every_format_give_the_same_captions(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"tags": TAGS}) + "\n" + json.dumps({"tags": ["cat", "lamp"]}))
    (tmp_path / "b.jsonl").write_text(json.dumps({"tags": TEXT}) + "\n" + json.dumps({"tags": "cat,lamp"}))
    (tmp_path / "c.csv").write_text(f'id,tags\n1,"{TEXT}"\n2,"cat, lamp"\n')
    (tmp_path / "d.txt").write_text(f"{TEXT}\ncat, lamp\n")
    pq.write_table(pa.table({"tags": pa.array([TAGS, ["cat", None, "lamp"]], pa.list_(pa.string()))}), tmp_path / "e.parquet")
    files = {"0.json": json.dumps({"tags": TAGS}), "1.json": json.dumps(["cat", "lamp"]), "2.txt": TEXT}
    (tmp_path / "f.tar").write_bytes(tar({name: value.encode() for name, value in files.items()}))
    for name in ("a.jsonl", "b.jsonl", "c.csv", "d.txt", "e.parquet"):
        assert captions(tmp_path / name, config()) == [TEXT, "cat, lamp"], name
    assert captions(tmp_path / "f.tar", config(duplicates="mark")) == [TEXT, "cat, lamp", TEXT]


def test_the_separator_of_a_text_is_configured(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("dog | red couch|two people\n")
    assert captions(tmp_path / "a.txt", config(separator=" | ")) == [TEXT]
    (tmp_path / "b.txt").write_text("long_hair red_dress\n")
    assert captions(tmp_path / "b.txt", config(separator=" ")) == ["long hair, red dress"]


def test_two_tags_are_not_one_tag_of_two_words(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"tags": ["red", "couch"]}) + "\n" + json.dumps({"tags": ["red couch"]}))
    assert captions(tmp_path / "a.jsonl", config()) == ["red, couch", "red couch"]


def test_dropped_tags_are_in_the_usage(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"tags": ["dog", "", "Dog", "lamp"]}))
    (table,) = cut(str(tmp_path / "a.jsonl"), config())
    assert make(config(), RunContext(str(tmp_path))).process(table).usage == {"tags_empty": 1, "tags_repeated": 1}


@pytest.mark.parametrize(
    ("value", "reason"),
    [([], Reason.NO_CAPTION), (["dog", 3], Reason.BAD_TAG), (["a \ud800"], Reason.INVALID_UTF8), (7, Reason.NO_CAPTION)],
)
def test_a_value_without_tags_is_a_defect(value: object, reason: Reason) -> None:
    (record,) = records_of("k", value, separator=", ")
    assert (record.key, record.defect) == ("k", reason)
    assert record.detail


def test_a_list_of_tags_where_captions_are_wanted_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"caption": TAGS}))
    with pytest.raises(UserError, match=r"record 1: a list of 3 short texts such as 'dog': .* captions.form=tags"):
        list(cut(str(tmp_path / "a.jsonl"), Config()))
    with pytest.raises(UserError, match=r"set captions.caption_column, or captions.form=tags to read 'tags'"):
        choose(["id", "tags"], CaptionsConfig(), "x.jsonl")


def test_a_later_list_of_tags_among_captions_is_a_reject_and_lists_of_captions_are_read() -> None:
    (record,) = records_of("k", TAGS)
    assert record.defect is Reason.LIST_OF_TAGS
    assert len(list(records_of("k", ["A dog on a red couch.", "Two people.", "A small dog indoors."]))) == 3


def test_tags_columns_come_first_in_tags_mode() -> None:
    assert choose(["caption", "tags"], CaptionsConfig(form="tags"), "x").caption == "tags"
    assert choose(["caption", "tags"], CaptionsConfig(), "x").caption == "caption"


def test_form_and_separator_are_in_the_fingerprint_of_the_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("dog, cat\n")
    told = {sources_fingerprint(str(tmp_path / "a.txt"), each) for each in (Config(), config(), config(separator="|"))}
    assert len(told) == 3
