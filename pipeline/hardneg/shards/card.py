"""Write the files beside the shards: README.md (a Hugging Face dataset card) and croissant.json."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.family import Family
from hardneg.schemas.matching import Verification
from hardneg.schemas.rows import ShardRow

HF_SPLIT = {"train": "train", "val": "validation"}

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
    "match_positive": "matcher's score of the image with the caption; null where none judged it",
    "match_negative": "matcher's score of the image with the negative; null where none judged it",
    "p_valid": "calibrated probability that the negative is false; null where no model judged it",
    "image": "the image, or its path or URL; null where the caption has none",
    "image_id": "name of the image within `source.input`; captions of one image share it; null where the input has none",
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
    """Hold the counts of packed rows: `families[split][family]` counts rows, `images[split]` negative images.

    `sha256` holds the hashes of the shards by file name. `claims` states the bound on false negatives (`hardneg.shards.claims`).
    `verification` says whether a matcher judged the negatives.
    """

    run_id: str
    families: Mapping[str, Mapping[str, int]]
    captions: Mapping[str, int]
    sha256: Mapping[str, str]
    images: Mapping[str, int] = {}
    claims: str = ""
    verification: Verification = "unverified"


def card(contents: Contents) -> str:
    """Return the README: front matter that `datasets.load_dataset` reads, columns, counts, and how to read the shards."""
    splits = [split for split in HF_SPLIT if split in contents.families]
    files = "".join(f"  - split: {HF_SPLIT[split]}\n    path: {split}-*.parquet\n" for split in splits)
    header = "| family | " + " | ".join(splits) + " |\n|---" + "|---:" * len(splits) + "|\n"
    counts = "".join(
        f"| {family} | " + " | ".join(f"{contents.families[split].get(family, 0):,}" for split in splits) + " |\n"
        for family in Family
        if any(contents.families[split].get(family) for split in splits)
    )
    totals = "| **negatives** | " + " | ".join(f"{sum(contents.families[split].values()):,}" for split in splits) + " |\n"
    captions = "| **captions** | " + " | ".join(f"{contents.captions[split]:,}" for split in splits) + " |\n"
    images = "| **negative images** | " + " | ".join(f"{contents.images.get(split, 0):,}" for split in splits) + " |\n"
    columns = "".join(f"| {field.name} | `{_type(field.type)}` | {COLUMNS[field.name]} |\n" for field in arrow_schema(ShardRow))
    return _CARD.format(
        files=files,
        run_id=contents.run_id,
        table=header + counts + totals + captions + (images if any(contents.images.values()) else ""),
        columns=columns,
        claims=contents.claims,
        verification=contents.verification,
        title=contents.verification.capitalize(),
        split=HF_SPLIT[splits[0]],
        first=splits[0],
        shard=min(name for name in contents.sha256 if name.startswith(splits[0])),
    )


def croissant(contents: Contents) -> str:
    """Return the description of the shards for programs, in Croissant 1.0 (MLCommons)."""
    shards = [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": name,
            "encodingFormat": "application/x-parquet",
            "sha256": digest,
        }
        for name, digest in sorted(contents.sha256.items())
    ]
    record = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": f"hardneg-{contents.run_id}",
        "description": f"{contents.verification.capitalize()} hard negatives of captions: each differs from its caption in one thing.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "distribution": shards,
        "recordSet": [_record_set(name) for name in sorted(contents.sha256)],
    }
    return json.dumps(record, indent=2) + "\n"


def _record_set(shard: str) -> dict[str, Any]:
    name = shard.removesuffix(".parquet")
    fields = [_field(f"{name}/{field.name}", field, shard) for field in arrow_schema(ShardRow) if field.name in _CROISSANT_TYPES]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def _field(identity: str, field: pa.Field, shard: str) -> dict[str, Any]:
    source = {"fileObject": {"@id": shard}, "extract": {"column": field.name}}
    return {
        "@type": "cr:Field",
        "@id": identity,
        "name": identity,
        "description": COLUMNS[field.name],
        "dataType": _CROISSANT_TYPES[field.name],
        "source": source,
    }


def _type(kind: pa.DataType) -> str:
    """Return the name of an Arrow type as readers know it."""
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"{field.name}: {_type(field.type)}" for field in kind) + ">"
    if pa.types.is_list(kind):
        return f"list<{_type(kind.value_type)}>"
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))


_TEXT = ("id", "caption_id", "caption", "negative", "family", "kind", "image_id", "image_model", "image_reason", "run_id")
_SCORES = ("match_positive", "match_negative", "p_valid", "image_match_negative", "image_match_caption", "image_p_valid")
_COUNTS = ("n_edits", "edit_token")
_NUMBERS = ("concreteness", "visual", "lm_gap", *_SCORES)
_CROISSANT_TYPES = dict.fromkeys(_TEXT, "sc:Text") | dict.fromkeys(_NUMBERS, "sc:Float") | dict.fromkeys(_COUNTS, "sc:Integer")

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_CARD = """---
pretty_name: Hard negatives of image captions
language:
- en
tags:
- hard-negatives
- contrastive
- clip
- {verification}
configs:
- config_name: default
  data_files:
{files}---

# {title} hard negatives of image captions

Each row is a caption and one *hard negative*: a caption that differs from it in one thing (`n_edits` says where a long caption differs in
two or three) and is false where the caption is true.
Made by hardneg, run `{run_id}`.

{table}
## Read it

```python
import pandas
rows = pandas.read_parquet("{shard}")
print(rows[["caption", "negative", "family"]].head())
```

```python
from datasets import load_dataset
rows = load_dataset("path/to/shards", split="{split}")        # this folder (not "."), or:
rows = load_dataset("parquet", data_files="{first}-*.parquet", split="train")
```

```python
from torch.utils.data import DataLoader
loader = DataLoader(rows.select_columns(["caption", "negative"]), batch_size=256, shuffle=True)
for batch in loader:
    batch["caption"], batch["negative"]                      # two lists of 256 strings
```

## Train on it

A row with a `negative_image` is two training pairs: `image` shows the caption and not the negative, `negative_image` the negative and not
the caption. Use both:

```python
def training_pairs(row):                                     # image, the text that is true of it, the one that is false
    if row["image"] is not None:
        yield row["image"], row["caption"], row["negative"]
    if row["negative_image"] is not None:
        yield row["negative_image"], row["negative"], row["caption"]
```

Over both directions a classifier that sees only the texts is right exactly half of the time: its input is the same, and the right answer
is the opposite. So rows with `needs_image` were exempt from the balance of words that hides the others from such a classifier. Whoever
trains on captions and negatives in one direction alone, or without images, skips them:

```python
balanced = rows.filter(lambda needs: not needs, input_columns="needs_image")
```

`positives` are true of `image`, and not meant for `negative_image`.

## Edits

Apply the edits yourself:

```python
def splice(caption, edits):
    for edit in sorted(edits, key=lambda edit: (edit["start"], edit["end"]), reverse=True):
        caption = caption[: edit["start"]] + edit["new"] + caption[edit["end"] :]
    return caption
```

`edits` give `negative`; each list of `positive_edits` gives the positive at the same place of `positives`. A caption is left
without positives rather than with one that its words give away, so lists may be empty.

## Are the negatives false?

{claims}
## Splits

All captions of one image are in one split. `sha256sum -c SHA256SUMS` checks the files.

## Columns

| column | type | |
|---|---|---|
{columns}"""
