"""Write README.md, the Hugging Face dataset card beside the shards."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import pyarrow as pa
import yaml

from hardneg.engine.stage_counts import StageFacts
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.card import HUB_LICENCES, CardConfig
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Quality, SplitCounts, WriterCounts
from hardneg.schemas.matching import ShardVerification
from hardneg.schemas.rows import ShardRow
from hardneg.shards.claims import claims, judgements

HF_SPLIT = {"train": "train", "val": "validation"}
TASKS = ("zero-shot-image-classification", "sentence-similarity")
"""Tasks of the Hub for which models are trained on pairs of caption and negative."""

SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"), (10**8, "10M<n<100M"))
LARGEST = "100M<n<1B"

COLUMNS = {
    "id": "id of the negative; the same in every run with the same config",
    "caption_id": "id of the source caption; its rows are adjacent",
    "caption": "source caption",
    "negative": "hard negative: like the caption except for one thing, and false where the caption is true",
    "positives": "paraphrases of the caption that are still true; may be empty",
    "positive_kinds": "how each positive was made: a kind of rule, such as `synonym` or `voice`, or `llm`; one for each of `positives`",
    "positive_edits": "spans of `caption` whose replacement gives each of `positives`; as `edits`",
    "family": "family of the change",
    "kind": "finer class within the family",
    "edits": "spans of `caption` in characters, end exclusive, in order and disjoint; applied from right to left they give "
    "exactly `negative`",
    "n_edits": "changes in the negative, all of its family: 1, in long captions up to 3; `edits` may have more entries",
    "edit_token": "index of the first token by which the negative differs; the start token is 0 (CLIP sees 1 to 75)",
    "concreteness": "concreteness of the edited word (of a count or relation its noun; of an exchange the mean of both ends), 1 to 5 "
    "(Brysbaert and others); null where not rated",
    "visual": "visual strength of the edited word, 0 to 5 (Lancaster norms); null where not rated",
    "lm_gap": "log-likelihood gap: caption less negative, in nats (in long captions over the edited sentences and their "
    "neighbours); null where no model scored them",
    "match_positive": "score of the image with the caption, by the image matcher that judged the row, else by the first; null where "
    "none scored it",
    "match_negative": "score of the image with the negative, by the same matcher",
    "p_valid": "calibrated probability that the negative is false, by `judged_by`; null where no calibrated matcher judged it",
    "text_score": "text matcher's score of the negative with the caption, the log-odds that it follows; null where none scored it",
    "judged_by": "first matcher that judged the negative, by the revision of its weights; null where none did",
    "weight": "inverse of the share of valid proposals of its family that selection kept in its part, scaled to a mean of 1 over what "
    "selection kept; 0.1 to 10",
    "image": "the image, or its path or URL; null where the caption has none",
    "image_id": "name of the image in `source.input`, else `sha:` and a hash of the image or of its path; its captions share it; "
    "null without an image",
    "image_group": "images of edits of one another, or of one series, which are in one split; null elsewhere",
    "needs_image": "discarded by text balance: train on it in both directions or not at all",
    "negative_image": "image that shows the negative: bytes, or a path from the shard's folder; null where there is none",
    "image_model": "generator of `negative_image`",
    "image_seed": "seed of its noise",
    "image_attempts": "drawings until one passed, or drawings made where none passed",
    "image_match_negative": "matcher's score of `negative_image` with the negative",
    "image_match_caption": "matcher's score of `negative_image` with the caption",
    "image_p_valid": "calibrated probability that the caption is false of `negative_image`",
    "image_reason": "reason why there is no `negative_image` where one was wanted",
    "image_detail": "`image_reason` in words",
    "other_images": "further images that show the negative, with seeds and scores; null where one was wanted",
    "source": "input, and the record's key in it",
    "generator": "method, model, prompt with version and hash, and seed that made the negative",
    "run_id": "run that made the row, as in its `manifest.json`",
}


class Contents(NamedTuple):
    """Hold what the card and the Croissant record say about packed shards.

    Attributes:
        sha256: Hashes of the shards by file name.
        stages: Figures of each stage; empty where the done markers of a stage are missing, or there is no run.
        quality: Measured leakage of these shards; None where it was not measured.
    """

    run_id: str
    splits: Mapping[str, SplitCounts]
    sha256: Mapping[str, str]
    card: CardConfig = CardConfig()
    verification: ShardVerification = "unverified"
    writers: Sequence[WriterCounts] = ()
    stages: Sequence[StageFacts] = ()
    versions: Mapping[str, str] = {}
    models: Mapping[str, str] = {}
    prompts: Mapping[str, str] = {}
    guarantees: Mapping[str, Guarantee] = {}
    quality: Quality | None = None

    @property
    def title(self) -> str:
        """Return the title of the data set."""
        return self.card.title or f"{self.verification.capitalize()} hard negatives of image captions"

    @property
    def rows(self) -> int:
        """Return the number of rows of all splits."""
        return sum(sum(counts.families.values()) for counts in self.splits.values())


def card(contents: Contents) -> str:
    """Return the README: front matter that `datasets.load_dataset` reads, then what the rows are, how they were made, and their limits."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters |= {"number": "{:,}".format, "share": "{:.1%}".format}
    splits = [split for split in HF_SPLIT if split in contents.splits]
    text = (files("hardneg.shards") / "card.md.jinja").read_text(encoding="utf-8")
    return environment.from_string(text).render(
        of=contents,
        front_matter=yaml.safe_dump(front_matter(contents), sort_keys=False, allow_unicode=True, width=1000),
        splits=splits,
        hf_split=HF_SPLIT,
        families=[family for family in Family if any(contents.splits[split].families.get(family) for split in splits)],
        totals={split: sum(contents.splits[split].families.values()) for split in splits},
        prompts=_prompts(contents),
        by_path=sum(counts.by_path for counts in contents.splits.values()),
        judgements=judgements(contents.splits.values(), contents.guarantees),
        unjudged=sum(counts.judged_by.get("", 0) for counts in contents.splits.values()),
        accuracies=_accuracies(contents.quality),
        claims=claims(contents.guarantees),
        unbounded=sorted(name for name, of in contents.guarantees.items() if of.judged and not of.claimed),
        columns=[(field.name, _type(field.type), COLUMNS[field.name]) for field in arrow_schema(ShardRow)],
        shard=min(name for name in contents.sha256 if name.startswith(splits[0])),
    )


def front_matter(contents: Contents) -> dict[str, Any]:
    """Return the metadata of the card, as the Hub reads them. What is not known is omitted."""
    of = contents.card
    front: dict[str, Any] = {"pretty_name": contents.title, "language": of.language}
    if of.licence is not None:
        front |= dict(_licence(of.licence, of.licence_link))
    if hub := [source for source in of.source if _is_hub_id(source)]:
        front["source_datasets"] = hub
    front |= {"task_categories": list(TASKS), "size_categories": [_size(contents.rows)]}
    front["tags"] = ["hard-negatives", "contrastive", "clip", contents.verification.replace(" ", "-")]
    files_of = [{"split": HF_SPLIT[split], "path": f"{split}-*.parquet"} for split in HF_SPLIT if split in contents.splits]
    return front | {"configs": [{"config_name": "default", "data_files": files_of}]}


def _licence(licence: str, link: str | None) -> Iterator[tuple[str, str]]:
    """Yield the licence as the Hub's metadata have it: an identifier, or `other` with a name and an address."""
    if licence.lower() in HUB_LICENCES:
        yield "license", licence.lower()
        return
    yield "license", "other"
    yield "license_name", "-".join(licence.lower().split())
    if link is not None:
        yield "license_link", link


def _is_hub_id(source: str) -> bool:
    owner, slash, name = source.partition("/")
    return bool(slash) and all(part and part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in (owner, name))


def _size(rows: int) -> str:
    return next((name for limit, name in SIZES if rows < limit), LARGEST)


def _prompts(contents: Contents) -> dict[str, str]:
    """Return the hashes of the prompts of rows, and of those that serve all families; a run loads the others in vain."""
    used = {each.prompt for each in contents.writers}
    return {name: sha256 for name, sha256 in contents.prompts.items() if name in used or (any(used) and name not in list(Family))}


def _accuracies(quality: Quality | None) -> list[list[str]] | None:
    """Return the text-only accuracies as a table, with a header, by family; None where none was measured."""
    if quality is None or not quality.accuracy:
        return None
    names = list(dict.fromkeys(name for figures in quality.accuracy.values() for name in figures))
    rows = [[family, *(f"{of[name]:.3f}" if name in of else "" for name in names)] for family, of in quality.accuracy.items()]
    return [["family", *names], *rows]


def _type(kind: pa.DataType) -> str:
    """Return the name of an Arrow type as readers know it."""
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"{field.name}: {_type(field.type)}" for field in kind) + ">"
    if pa.types.is_list(kind):
        return f"list<{_type(kind.value_type)}>"
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))
