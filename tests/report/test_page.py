import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hardneg.engine.manifest import require_manifest, write_quality
from hardneg.errors import UserError
from hardneg.report.page import write
from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Packed, Quality
from hardneg.schemas.rows import RewrittenRow

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]


class _Page(HTMLParser):
    """This parser keeps the elements left open, and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data.strip())


@pytest.fixture
def run(run_of: Run, rewritten: Row, tmp_path: Path) -> Path:
    """Return a run of three captions."""
    return run_of(tmp_path / "out", Config.model_validate({"shards": {"val_share": 0}}), [[rewritten(i) for i in range(3)]])


def test_the_page_is_well_formed_and_marks_the_edits(run: Path) -> None:
    path = write(str(run))
    assert path == str(run / "report" / "index.html")
    page = _Page(Path(path).read_text())
    assert page.open == []
    assert {"dog", "black", "two"} <= set(page.texts["del"])
    assert {"cat", "brown", "three"} <= set(page.texts["ins"])
    assert "9 unverified hard negatives of 3 captions" in page.texts["h1"]


def test_captions_cannot_put_markup_into_the_page(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    evil, row = "<script>alert(1)</script>\x1b[2J\u202e", rewritten(1)
    negatives = [each.model_copy(update={"negative": each.negative + evil}) for each in row.negatives]
    update = {"caption": row.caption + evil, "negatives": negatives, "positives": [], "positive_kinds": [], "positive_edits": []}
    page = Path(write(str(run_of(tmp_path / "out", Config(), [[row.model_copy(update=update)]])))).read_text()
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page
    assert not set("\x1b\u202e") & set(page)


def test_quality_is_shown_only_for_its_shards(run: Path) -> None:
    fingerprint = Packed.model_validate_json((run / "shards/done.json").read_text()).fingerprint
    write_quality(str(run), Quality(shards="others", seed=0, accuracy={"all": {"ngrams": 0.625}}))
    assert "0.625" not in Path(write(str(run))).read_text()
    write_quality(str(run), Quality(shards=fingerprint, seed=0, accuracy={"all": {"ngrams": 0.625}}))
    assert "0.625" in Path(write(str(run))).read_text()


def test_figures_of_the_oracle_are_shown_only_for_their_run(run: Path) -> None:
    side = {"negatives": 9, "judged": 8, "true": 1, "share_true": 0.125}
    figures = {"all": {"before": side, "kept": side, "valid_kept": 1.0, "rejected": {}}}
    for run_id, shown in (("another", False), ("run1", True)):
        (run / "judged.json").write_text(json.dumps({"run_id": run_id, "scenes": "s.tar", "figures": figures}))
        assert ("still true by the oracle" in Path(write(str(run))).read_text()) == shown


def test_a_matcher_that_abstains_is_not_said_to_have_judged(run: Path) -> None:
    bound = Bound(alpha=0.005, delta=0.05, claimed=True, threshold=0.67, kept=1299, invalid=13, upper=0.016, valid_kept=0.953)
    in_part = Guarantee(matcher="text-1", source="some", bounds=[bound], abstains={Family.NEGATION: "few rows"})
    config = Config.model_validate({"filter": {"match": {"text_model": "text"}}})
    manifest = require_manifest(str(run)).model_copy(
        update={"config": config, "verification": "verified", "guarantees": {"text_matcher": in_part}}
    )
    (run / "manifest.json").write_text(manifest.model_dump_json())
    page = Path(write(str(run))).read_text()
    assert "9 unverified hard negatives" in page
    assert "<b>9</b>negatives that no matcher judged" in page
    assert "not been shown to be able to judge negation. Of what it judges" in page
    assert "at most 0.5% of the kept negatives are true" in page


def test_texts_that_no_matcher_read_to_their_end_are_counted(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guarantee = Guarantee(matcher="clip", source="some", bounds=[], abstains={})
    manifest = require_manifest(str(run)).model_copy(update={"guarantees": {"image_matcher": guarantee}})
    (run / "manifest.json").write_text(manifest.model_dump_json())
    before = Path(write(str(run))).read_text()

    monkeypatch.setattr("hardneg.report.page.usage_of", lambda _: {"texts_truncated": 4321})

    assert "4,321" not in before
    assert "4,321" in Path(write(str(run))).read_text()


def test_the_same_run_gives_the_same_page(run: Path) -> None:
    first = Path(write(str(run))).read_bytes()
    assert Path(write(str(run))).read_bytes() == first


def test_what_is_no_finished_run_is_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no run here"):
        write(str(tmp_path / "nothing"))
    for shard in (run / "shards").glob("*.parquet"):
        shard.unlink()
    with pytest.raises(UserError, match="hardneg shards"):
        write(str(run))
