from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.report import writers
from hardneg.report.page import write
from hardneg.report.writers import replacement, replacements_in, replacements_of, tokens_of, usage_of, writers_of
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Done
from hardneg.schemas.rows import Generator, RewrittenRow
from hardneg.shards.files import find_shards

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]
USAGE = {
    "llm_tokens_in": 7001,
    "llm_tokens_out": 503,
    "write_asked_action": 12,
    "write_well_formed_action": 11,
    "write_proposed_action": 33,
    "write_one_change_action": 21,
    "checked_llm_action": 17,
    "chosen_llm_action": 7,
    "chosen_outside_action": 5,
    "checked_lexicon_action": 19,
    "chosen_lexicon_action": 2,
}


def edit(old: str, new: str) -> dict[str, object]:
    return {"start": 0, "end": len(old), "old": old, "new": new}


def test_a_replacement_is_what_an_edit_inserts_without_articles() -> None:
    assert replacement([edit("A dog", "An owl")]) == "owl"
    assert replacement([edit("A", "An"), edit("dog", "owl")]) == "owl"
    assert replacement([edit("dog", "chair"), edit("chairs", "dogs")]) == "chair dogs"
    assert replacement([edit("black ", "")]) == "- black"


def test_replacements_are_counted_by_family_and_source() -> None:
    made = [("object", "llm", "owl"), ("object", "llm", "owl"), ("object", "rules+score", "cat"), ("object", "rules", "cat")]
    rows = [{"family": family, "generator": {"method": method}, "edits": [edit("dog", new)]} for family, method, new in made]
    assert replacements_of(rows) == {("object", "llm"): {"owl": 2}, ("object", "lexicon"): {"cat": 2}}


def test_counts_are_by_family_and_source_and_the_lexicon_is_asked_nothing() -> None:
    llm, lexicon = writers_of(USAGE, replacements_of([]))
    assert llm == ("action", "llm", 12, 11, 33, 21, 17, 7, 5, 0)
    assert lexicon == ("action", "lexicon", None, None, None, None, 19, 2, None, 0)


def test_the_counts_of_parts_are_added() -> None:
    dones = [Done(stage="rewrite", part=i, fingerprint="f", rows_in=1, rows_out=1, sha256={}, usage=USAGE) for i in range(2)]
    assert tokens_of(usage_of(dones)) == (14002, 1006)


def test_replacements_are_those_of_the_first_rows(run_of: Run, rewritten: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = find_shards(str(run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(20)]])))
    assert sum(words.total() for words in replacements_in(shards).values()) == 60
    monkeypatch.setattr(writers, "REPLACEMENTS_OF", 7)
    assert sum(words.total() for words in replacements_in(shards).values()) == 7


def test_the_page_shows_the_table_of_writers_with_tokens(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(1)
    first, *others = row.negatives
    written = first.model_copy(update={"generator": Generator(method="llm")})
    out = run_of(tmp_path / "out", Config(), [[row.model_copy(update={"negatives": [written, *others]})]])
    marker = out / "rewrite" / "part-00000.done.json"
    done = Done.model_validate_json(marker.read_text()).model_copy(update={"usage": USAGE})
    marker.write_text(done.sealed().model_dump_json())
    page = Path(write(str(out))).read_text()
    assert '<td>action</td><td>llm</td><td class="n">12</td><td class="n">11</td><td class="n">33</td>' in page
    assert '<td>object</td><td>llm</td><td class="n">0</td>' in page
    assert "read 7,001 tokens and wrote 503: 2333.7 and 167.7 for each negative" in page
