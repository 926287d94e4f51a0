"""What every test runs under: no hub, no config from the user's shell, no deadlines on a machine that is busy with other things."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings
from sentences import Parse

from hardneg.engine.parts import Counts, count, publish
from hardneg.engine.stage import Outcome, RunContext
from hardneg.filter.stage import make as make_filter
from hardneg.grammar.splice import Edit, splice
from hardneg.parse.model import Parser
from hardneg.parse.tags import TagParser
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest, Negatives
from hardneg.schemas.rows import CaptionRow, Generator, Image, InputRow, Negative, ParsedRow, Reject, RewrittenRow, Source
from hardneg.shards.pack import pack
from hardneg.shards.stage import make as make_flat

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
for name in [name for name in os.environ if name.startswith("HARDNEG_") and name != "HARDNEG_CACHE"]:
    del os.environ[name]

settings.register_profile("hardneg", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=15)  # what `make test-fast` asks for; `make test` takes a hundred
settings.load_profile("hardneg")

SWAPS = [("dog", "cat", "object"), ("black", "brown", "attribute"), ("two", "three", "count"), ("left", "right", "relation")]


def rewritten_row(number: int, *, gaps: tuple[float | None, ...] = (None, 1.0, -2.0), image: Image | None = None) -> RewrittenRow:
    """Return caption `number` with a positive, and a negative for each of `gaps` (at most four), of four families."""
    caption = f"A black dog sits left of two red chairs, number {number}."
    negatives = []
    for (old, new, family), gap in zip(SWAPS, gaps, strict=False):
        start = caption.index(old)
        edit = Edit(start, start + len(old), old, new)
        fields = {"id": f"c{number}-{family}", "negative": splice(caption, [edit]), "family": family, "kind": family}
        fields |= {"edits": [edit._asdict()], "lm_gap": gap, "generator": Generator(method="rules")}
        negatives.append(Negative.model_validate(fields))
    source = Source(input="in.jsonl", key=str(number))
    said = {"positives": ["The" + caption[1:]], "positive_kinds": ["article"], "positive_edits": [[Edit(0, 1, "A", "The")._asdict()]]}
    fields = {"id": f"c{number}", "caption": caption, "source": source, "image": image, "negatives": negatives}
    return RewrittenRow.model_validate(fields | said)


def finish_run(out: Path, config: Config, parts: list[list[RewrittenRow]], run_id: str = "run1") -> Path:
    """A whole OUT folder of hand-written rows whose last stages are the real ones."""
    out.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(run_id=run_id, input="in.jsonl", config=config, parts=len(parts))
    (out / "manifest.json").write_text(manifest.model_dump_json())
    none = arrow_schema(Reject).empty_table()
    for part, rows in enumerate(parts):
        table = to_table(list(rows), RewrittenRow)
        captions = table.select(arrow_schema(CaptionRow).names)
        parsed = pa.Table.from_pylist([row | {"tokens": [], "targets": []} for row in captions.to_pylist()], arrow_schema(ParsedRow))
        read = pa.Table.from_pylist(captions.drop_columns(["id"]).to_pylist(), arrow_schema(InputRow))
        for name, made, before in (
            ("input", read, read),
            ("captions", captions, read),
            ("parse", parsed, captions),
            ("rewrite", table, parsed),
        ):
            counts = Counts(before.num_rows, made.num_rows, {}, _all_kept(made))
            publish(str(out), name, part, f"{name}{part}", Outcome(made, none), counts)
        for stage in (make_filter(config), make_flat(config, RunContext(run_id=run_id))):
            if stage.name == "flat" and config.synthesise.enabled:
                publish(
                    str(out),
                    "synthesise",
                    part,
                    f"synthesise{part}",
                    Outcome(table, none),
                    Counts(len(table), len(table), {}, _all_kept(table)),
                )
            outcome = stage.process(table)
            publish(str(out), stage.name, part, f"{stage.name}{part}{run_id}", outcome, count(stage, table, outcome))
            table = outcome.rows
    pack(str(out), config, run_id, len(parts))
    return out


def _all_kept(rows: pa.Table) -> Negatives:
    kept = sum(map(len, rows["negatives"].to_pylist())) if "negatives" in rows.column_names else 0
    return Negatives(proposed=kept, kept=kept)


@pytest.fixture
def rewritten() -> Callable[..., RewrittenRow]:
    return rewritten_row


@pytest.fixture
def run_of() -> Callable[..., Path]:
    return finish_run


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small finished run that no test may change."""
    parts = [[rewritten_row(part * 20 + i, gaps=(None, 1.0, 99.0 if i % 5 == 0 else -2.0)) for i in range(20)] for part in range(3)]
    return finish_run(tmp_path_factory.mktemp("finished") / "out", Config.model_validate({"shards": {"val_share": 0.2}}), parts)


@pytest.fixture(scope="session")
def parser() -> Parser:
    """Load the real spaCy pipeline once."""
    return Parser("en_core_web_sm")


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Parse:
    """Return a function that parses a text into a sentence."""
    return lambda text: next(parser.parse([text]))


@pytest.fixture(scope="session")
def tag_parser() -> TagParser:
    """Load the parser of lists of tags once."""
    return TagParser("en_core_web_sm")
