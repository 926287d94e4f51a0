"""Run `hardneg quality`: read the sets, measure them, write the figures and print the tables."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from rich.console import Console

from hardneg import __version__
from hardneg.engine import parts, storage
from hardneg.engine.lease import held
from hardneg.engine.manifest import read_manifest, write_quality
from hardneg.quality.coverage import coverage
from hardneg.quality.measure import Filler, Report, measure
from hardneg.quality.pairs import read_baseline, read_shards
from hardneg.quality.tables import tables
from hardneg.quality.text_only import Classifier, Figures
from hardneg.schemas.config import LLMConfig
from hardneg.schemas.manifest import Packed, Quality
from hardneg.shards.describe import refresh
from hardneg.shards.files import find_shards
from hardneg.wording import amount

DIGITS = 4
FILE = "quality.json"
WIDTH = 110
"""Width of the tables in a file or a pipe, in characters, so that no figure is cut."""


class Options(NamedTuple):
    """Hold the settings of a measurement.

    Attributes:
        pairs: About so many pairs of a set are measured.
        steps: Steps of the transformer's training; 0 for no transformer.
        likelihood: Whether the run's LLM scores pairs without a gap.
        judge: An LLM that took no part in the run, and scores `judged` pairs of each set, equally many of each family; None for none.
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
    judge, independent = _judge(options), _independent(options)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)
    console.print(", ".join(f"{name}: {amount(len(pairs), 'pair')}" for name, pairs, _ in sets), soft_wrap=True, markup=False)
    with ExitStack() as engines:
        filler = _filler(out, options, engines)
        reports = [measure(name, pairs, options.seed, judge, filler, found, independent) for name, pairs, found in sets]
    if json_file is None:
        json_file = storage.join(out, FILE) if not out.endswith(".parquet") else FILE
    parts.write_record(json_file, {"hardneg": __version__, **options._asdict(), "sets": [plain(each) for each in reports]})
    for title, table in tables(reports):
        console.print(f"[bold]{title}[/bold]", soft_wrap=True)
        console.print(table)
    console.print(f"figures: {json_file}", soft_wrap=True)
    note(out, reports[0], options.seed)
    return reports


def note(out: str, measured: Report, seed: int) -> None:
    """Write the accuracies, negative against caption, into the manifest and the card of the run, with the fingerprint of the shards.

    Raises:
        UserError: A run writes to `out` at this moment.
    """
    packed = storage.join(out, "shards", "done.json")
    if read_manifest(out) is None or not storage.exists(packed):
        return
    accuracy = {family: _values(figures) for family, figures in measured.caption.items()}
    accuracy = {family: values for family, values in accuracy.items() if values}
    with held(out):
        shards = Packed.model_validate_json(storage.read(packed)).fingerprint
        write_quality(out, Quality(shards=shards, seed=seed, accuracy=accuracy))
        refresh(out)


def plain(value: Any) -> Any:
    """Convert NamedTuples to dicts, and round numbers."""
    if hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def _filler(out: str, options: Options, engines: ExitStack) -> Filler:
    """Return a function that adds the gaps of the run's LLM where `likelihood` is set; the LLM is freed when `engines` closes.

    Raises:
        UserError: The model is not there.
    """
    if not options.likelihood:
        return list
    from hardneg.quality.likelihood import Likelihood

    scorer = engines.enter_context(closing(Likelihood(_llm(out))))
    return lambda pairs: scorer.fill(pairs, options.seed)


def _independent(options: Options) -> Filler:
    """Return a function that adds the gaps of the LLM that took no part in the run, where one is named.

    Raises:
        UserError: The LLM is not there, or is no causal one.
    """
    if options.judge is None:
        return list
    from hardneg.quality.independent_llm import Independent
    from hardneg.rewrite.plausibility.likelihood import LikelihoodScorer

    reader = Independent(LikelihoodScorer(options.judge), options.judged)
    return lambda pairs: reader.judge(pairs, options.seed)


def _judge(options: Options) -> Classifier | None:
    if not options.steps:
        return None
    from hardneg.quality.transformer import transformer

    return transformer(options.seed, options.steps)


def _llm(out: str) -> LLMConfig:
    """Return the LLM of the run, or the default where `out` is a folder of shards."""
    manifest = read_manifest(out)
    return LLMConfig() if manifest is None else manifest.config.rewrite.llm


def _values(figures: Figures) -> dict[str, float]:
    judged = {name: getattr(figures, name) for name in ("ngrams", "ngrams_of_all", "transformer", "likelihood", "judge")}
    return {name: round(accuracy.value, DIGITS) for name, accuracy in judged.items() if accuracy is not None}


def _name(path: str) -> str:
    return PurePosixPath(path.rstrip("/")).name or path
