"""Compare the writers of negatives (`rewrite.writer`), each LLM with each: yield, vocabulary, cost and text-only accuracy.

All process the same captions with the same seed, in one process, with one engine for each LLM. The text matcher `text` judges all
proposals before selection, as in `configs/gpu.yaml`; `--set` changes that. Of the columns:

* asked, form, texts, one: items that requests asked for, the share answered in that form, their texts, and the share of those that are one
  change of the family. checked, kept: proposals that passed all checks, and those selected, per caption.
* outside: share of the kept attribute, object, action and relation negatives whose replacement the lexicon would not offer.
* actions: action targets for which the lexicon has no candidate, and those that have a checked proposal.
* in, out, CPU ms: tokens read and written, and milliseconds of one core, for each kept negative.
* n-grams, transf.: text-only accuracies of `hardneg.quality` on pairs, where 0.5 is chance; `-` where pairs are too few.

`--to FOLDER` writes the kept negatives to `negatives.jsonl`. With `--read N`, `reading.md` there lists N of each writer in random order and
without their writers, which are in `key.jsonl`.
"""

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from benchmarks.bound import Proposing
from benchmarks.parse import parsed
from hardneg.config import load
from hardneg.families import FAMILIES, Name
from hardneg.quality.pairs import Pair
from hardneg.quality.text_only import ALL, Classifier, enough, text_only_accuracies
from hardneg.report.writers import WriterFacts, replacements_of, source_of, tokens_of, writers_of
from hardneg.rewrite.types import CaptionState
from hardneg.schemas.config import Config, LLMConfig
from hardneg.seeding import generator_for

WRITERS = ("lexicon", "score", "choice", "write")
OPEN = (Name.ATTRIBUTE, Name.OBJECT, Name.ACTION, Name.RELATION)
"""Families in which an LLM can write words that the lexicon would not offer."""
FIRST = ("rewrite.balance.text_model=text",)
FIXED = ("rewrite.balance.enabled=true", "rewrite.positives_per_caption=0", "rewrite.invalid_share=0")
MODELS = ("llm", "_parser", "_embedder", "_entailed", "_floor")
"""A stage loads these; the stages of one LLM share them."""
HEAD = (
    f"{'writer':8}{'LLM':30}{'asked':>7}{'form':>7}{'texts':>7}{'one':>7}{'checked':>9}{'kept':>6}{'outside':>9}{'actions':>10}"
    f"{'in':>7}{'out':>6}{'CPU ms':>8}{'n-grams':>9}{'transf.':>9}"
)
OF_FAMILY = (
    f"{'writer':8}{'LLM':30}{'family':16}{'source':9}{'asked':>7}{'form':>7}{'one':>7}{'checked':>9}{'kept':>6}{'outside':>9}"
    f"{'words':>7}{'bits':>6}"
)


class Actions(NamedTuple):
    """Count the action targets without a candidate of the lexicon, and those of them that have a proposal that passed the checks."""

    targets: int
    reached: int


class Result(NamedTuple):
    """Hold the outcome of one writer with one LLM.

    Attributes:
        writer: Value of `rewrite.writer`.
        model: Name of the LLM; `-` without one.
        captions: Number of captions.
        usage: Counts of the stage.
        negatives: The kept negatives, in the form of `negatives.jsonl`.
        actions: Action targets that the lexicon has no candidate for.
        seconds: CPU seconds of this process.
    """

    writer: str
    model: str
    captions: int
    usage: Mapping[str, int]
    negatives: Sequence[Mapping[str, Any]]
    actions: Actions
    seconds: float

    @property
    def facts(self) -> list[WriterFacts]:
        """Return the counts by family and source."""
        return writers_of(self.usage, replacements_of(self.negatives))


def configs(writers: Sequence[str], models: Sequence[str], file: str | None, sets: Sequence[str]) -> list[list[Config]]:
    """Return the configs of the writers: those without an LLM first, then those of each LLM, which share its engine."""

    def of(writer: str, *more: str) -> Config:
        return load(file, [*FIRST, *sets, *FIXED, f"rewrite.writer={writer}", *more], {})

    without = [[of(writer)] for writer in writers if writer == "lexicon"]
    return without + [[of(writer, f"rewrite.llm.model={model}") for writer in writers if writer != "lexicon"] for model in models]


def run(some: Sequence[Config], rows: pa.Table) -> Iterator[Result]:
    """Yield the result of each config; the first one's models serve all."""
    first: Proposing | None = None
    for config in some:
        stage = Proposing(config)
        if first is None:
            stage.setup()
            first = stage
        for name in MODELS:
            setattr(stage, name, getattr(first, name))
        yield measured(stage, rows)
    if first is not None and first.llm is not None:
        first.llm.close()


def measured(stage: Proposing, rows: pa.Table) -> Result:
    """Return the result of a stage whose models are loaded."""
    if stage.llm is not None:
        stage.llm.usage.take()
    began = time.process_time()
    outcome = stage.process(rows)
    seconds = time.process_time() - began
    writer, model = stage.config.writer, stage.config.llm.model if stage.config.uses_llm else "-"
    outside = {(each.id, made.negative) for each in stage.noted for made in each.proposals if made.outside}
    negatives = [
        {
            "writer": writer,
            "model": model,
            "caption_id": row["id"],
            "caption": row["caption"],
            "source": source_of(made["generator"]["method"]),
            "outside": (row["id"], made["negative"]) in outside,
            **{name: made[name] for name in ("negative", "family", "kind", "edits", "lm_gap", "generator")},
        }
        for row in outcome.rows.to_pylist()
        for made in row["negatives"]
    ]
    return Result(writer, model, len(rows), outcome.usage, negatives, actions_of(stage.noted), seconds)


def actions_of(captions: Sequence[CaptionState]) -> Actions:
    """Count the action targets of captions for which the lexicon has no candidate."""
    candidates = FAMILIES[Name.ACTION].candidates
    assert candidates is not None
    found = reached = 0
    for caption in captions:
        edited = {(target.family, target.start) for made in caption.proposals for target in made.targets}
        for target in caption.targets:
            if target.family == Name.ACTION and not candidates(caption.sentence, target):
                found += 1
                reached += (target.family, target.start) in edited
    return Actions(found, reached)


def accuracies(result: Result, transformer: Classifier | None) -> tuple[float | None, float | None]:
    """Return the text-only accuracies of n-grams and of the transformer; None where pairs are too few or there is none."""
    pairs = [
        Pair(each["caption"], each["negative"], each["family"], (each["caption_id"],), each["caption_id"], gap=each["lm_gap"])
        for each in result.negatives
    ]
    if not enough(pairs, 0):
        return None, None
    found = text_only_accuracies(pairs, 0, transformer, "captions")[ALL]
    ngrams, tuned = (None if each is None else each.value for each in (found.ngrams, found.transformer))
    return ngrams, tuned


def line(result: Result, ngrams: float | None, transformer: float | None) -> str:
    """Return the row of a writer."""
    captions, kept = result.captions, max(1, len(result.negatives))
    asked, formed, texts, one, checked = (
        _sum(result.facts, name) for name in ("asked", "well_formed", "proposed", "one_change", "checked")
    )
    of_open = [each for each in result.negatives if each["family"] in OPEN]
    tokens = tokens_of(result.usage)
    outside = _share(sum(each["outside"] for each in of_open), len(of_open))
    actions = f"{result.actions.reached}/{result.actions.targets}"
    return (
        f"{_name(result)}{asked / captions:7.2f}{_share(formed, asked):>7}{texts / captions:7.2f}{_share(one, texts):>7}"
        f"{checked / captions:9.2f}{len(result.negatives) / captions:6.2f}{outside:>9}{actions:>10}{tokens.read / kept:7.0f}"
        f"{tokens.written / kept:6.1f}{1000 * result.seconds / kept:8.0f}{_number(ngrams):>9}{_number(transformer):>9}"
    )


def family_lines(result: Result) -> list[str]:
    """Return a row for each family and source, with the number of different replacements kept and the entropy of their distribution."""
    replacements = replacements_of(result.negatives)
    return [
        f"{_name(result)}{each.family:16}{each.source:9}{_count(each.asked)}{_share(each.well_formed, each.asked):>7}"
        f"{_share(each.one_change, each.proposed):>7}{each.checked:9}{each.chosen:6}{_count(each.outside, 9)}{each.distinct:7}"
        f"{entropy(replacements.get((each.family, each.source), Counter())):6.2f}"
        for each in result.facts
    ]


def entropy(counts: Mapping[str, int]) -> float:
    """Return the entropy of a distribution in bits."""
    total = sum(counts.values())
    return -sum(count / total * math.log2(count / total) for count in counts.values()) + 0.0


def write_list(results: Sequence[Result], count: int, folder: Path) -> None:
    """Write `reading.md` and `key.jsonl`: negatives of each writer in random order; one that several writers made is listed once."""
    drawn: dict[tuple[str, str], dict[str, Any]] = {}
    for result in results:
        rng = generator_for(0, result.model, "benchmarks", result.writer)
        for each in rng.sample(result.negatives, min(count, len(result.negatives))):
            key = drawn.setdefault((each["caption"], each["negative"]), {"family": each["family"], "by": []})
            key["by"].append({name: each[name] for name in ("writer", "model", "source", "outside")})
    texts = sorted(drawn)
    generator_for(0, "", "benchmarks", "reading").shuffle(texts)
    lines = [
        "# Negatives to be read",
        "",
        "Note the bad ones by their number: ungrammatical, senseless, or still true. `key.jsonl` has their writers.",
        "",
    ]
    for number, (caption, negative) in enumerate(texts, 1):
        lines += [f"{number}. {drawn[caption, negative]['family']}", f"    - {caption}", f"    - {negative}"]
    (folder / "reading.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    keys = [{"number": number, "caption": pair[0], "negative": pair[1], **drawn[pair]} for number, pair in enumerate(texts, 1)]
    write_lines(keys, folder / "key.jsonl")


def write_lines(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _name(result: Result) -> str:
    return f"{result.writer:8}{result.model[-29:]:30}"


def _sum(facts: Sequence[WriterFacts], name: str) -> int:
    return sum(getattr(each, name) or 0 for each in facts)


def _share(part: int | None, whole: int | None) -> str:
    return f"{(part or 0) / whole:.0%}" if whole else "-"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _count(value: int | None, width: int = 7) -> str:
    return f"{'-' if value is None else value:>{width}}"


def main(words: list[str]) -> None:
    """Run every writer, and print two tables: of the writers, and of their families."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks writers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=300, help="upper bound of the captions")
    options.add_argument("--model", action="append", help="an LLM by name, folder or hub id; may be repeated")
    options.add_argument("--writers", nargs="+", choices=WRITERS, default=WRITERS)
    options.add_argument("--config", help="a YAML file")
    options.add_argument("--set", action="append", default=[], help="one config value, such as rewrite.write.proposals=2")
    options.add_argument("--transformer", action="store_true", help="also fine-tune MiniLM as text-only classifier, which takes minutes")
    options.add_argument("--to", type=Path, help="folder for the kept negatives")
    options.add_argument("--read", type=int, default=0, help="negatives of each writer to be read by eye")
    chosen = options.parse_args(words)
    if chosen.read and chosen.to is None:
        options.error("--read needs --to FOLDER")
    judge = None
    if chosen.transformer:
        from hardneg.quality.transformer import transformer

        judge = transformer(0, 200)
    groups = configs(chosen.writers, chosen.model or [LLMConfig().model], chosen.config, chosen.set)
    with Path(chosen.captions).open(encoding="utf-8") as lines:
        rows = parsed(chosen.captions, min(chosen.count, sum(1 for _ in lines)), groups[0][0])
    print(f"{len(rows)} captions\n{HEAD}", flush=True)
    results = []
    for result in (result for some in groups for result in run(some, rows)):
        print(line(result, *accuracies(result, judge)), flush=True)
        results.append(result)
        if chosen.to is not None:  # after each writer, since a large LLM takes hours
            chosen.to.mkdir(parents=True, exist_ok=True)
            write_lines([each for some in results for each in some.negatives], chosen.to / "negatives.jsonl")
    print(f"\n{OF_FAMILY}")
    print("\n".join(each for result in results for each in family_lines(result)))
    if chosen.read:
        write_list(results, chosen.read, chosen.to)
