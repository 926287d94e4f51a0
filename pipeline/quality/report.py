"""What `hardneg quality` does: reads the sets, measures them, writes the figures and prints the tables."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from rich.console import Console

from pipeline import __version__, parts, storage
from pipeline.inspection import find_shards
from pipeline.manifest import read_manifest, write_quality
from pipeline.quality.blind import Figures, Judge
from pipeline.quality.coverage import coverage
from pipeline.quality.measure import Filler, Report, measure
from pipeline.quality.pairs import Pair, read_baseline, read_shards
from pipeline.quality.tables import tables
from schemas.config import LLMConfig
from schemas.manifest import Packed, Quality

DIGITS = 4
FILE = "quality.json"


class Options(NamedTuple):
    """Settings of a measurement.

    Attributes:
        pairs: Pairs of a set, about.
        steps: Steps of the transformer's training; 0 for no transformer.
        likelihood: Whether the run's LLM scores pairs that have no gap.
        judge: The LLM that reads `judged` pairs of each set and took no part in making them; None for none.
    """

    pairs: int = 20_000
    seed: int = 0
    steps: int = 200
    likelihood: bool = False
    judge: str | None = None
    judged: int = 1000


def report(out: str, baselines: Sequence[str], json_file: str | None, options: Options) -> list[Report]:
    """Measure the run `out` and each baseline; print tables, write the figures, and those of the run into its manifest.

    Raises:
        UserError: There are no shards, a baseline cannot be read, there are too few pairs, or a model is missing.
    """
    files = find_shards(out)
    sets = [(_name(out), read_shards(files, options.pairs, options.seed), coverage(out))]
    sets += [(_name(named), read_baseline(named, options.pairs, options.seed), None) for named in baselines]
    judge = _judge(options)
    console = Console(highlight=False)
    console.print(", ".join(f"{name}: {len(pairs):,} pairs" for name, pairs, _ in sets), soft_wrap=True, markup=False)
    with ExitStack() as engines:
        reports = _measure(sets, options.seed, judge, _filler(out, options, engines))
    if json_file is None:
        json_file = storage.join(out, FILE) if not out.endswith(".parquet") else FILE
    parts.write_record(json_file, {"hardneg": __version__, **options._asdict(), "sets": [plain(each) for each in reports]})
    note(out, reports[0], options.seed)
    for title, table in tables(reports):
        console.print(f"[bold]{title}[/bold]", soft_wrap=True)
        console.print(table)
    console.print(f"figures: {json_file}", soft_wrap=True)
    return reports


def note(out: str, measured: Report, seed: int) -> None:
    """Write the accuracies, negative against caption, into the manifest of the run, beside the fingerprint of the shards they are of."""
    packed = storage.join(out, "shards", "done.json")
    if read_manifest(out) is None or not storage.exists(packed):
        return
    shards = Packed.model_validate_json(storage.read(packed)).fingerprint
    accuracy = {family: _values(figures) for family, figures in measured.caption.items()}
    write_quality(out, Quality(shards=shards, seed=seed, accuracy={family: values for family, values in accuracy.items() if values}))


def plain(value: Any) -> Any:
    """NamedTuples as objects, numbers rounded."""
    if hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def _measure(sets: Sequence[tuple[str, list[Pair], Any]], seed: int, judge: Judge | None, filler: Filler) -> list[Report]:
    return [measure(name, pairs, seed, judge, filler, found) for name, pairs, found in sets]


def _filler(out: str, options: Options, engines: ExitStack) -> Filler:
    """Return what gives pairs the gaps that `options` ask for; the LLMs are freed when `engines` is left.

    Raises:
        UserError: A model is not there.
    """
    fillers: list[Filler] = []
    if options.likelihood or options.judge is not None:
        from pipeline.quality.likelihood import JUDGE_PREFIX, Likelihood

        if options.likelihood:
            scorer = engines.enter_context(closing(Likelihood(_llm(out))))
            fillers.append(lambda pairs: scorer.fill(pairs, options.seed))
        if options.judge is not None:
            config = LLMConfig(model=options.judge)
            reader = engines.enter_context(closing(Likelihood(config, JUDGE_PREFIX)))
            fillers.append(lambda pairs: reader.judge(pairs, options.seed, options.judged))

    def fill(pairs: Sequence[Pair]) -> list[Pair]:
        found = list(pairs)
        for filler in fillers:
            found = filler(found)
        return found

    return fill


def _judge(options: Options) -> Judge | None:
    if not options.steps:
        return None
    from pipeline.quality.transformer import transformer

    return transformer(options.seed, options.steps)


def _llm(out: str) -> LLMConfig:
    """The LLM of the run, or the default where `out` is a folder of shards."""
    manifest = read_manifest(out)
    return LLMConfig() if manifest is None else manifest.config.rewrite.llm


def _values(figures: Figures) -> dict[str, float]:
    judged = {name: getattr(figures, name) for name in ("ngrams", "ngrams_of_all", "transformer", "likelihood", "judge")}
    return {name: round(accuracy.value, DIGITS) for name, accuracy in judged.items() if accuracy is not None}


def _name(path: str) -> str:
    return PurePosixPath(path.rstrip("/")).name or path
