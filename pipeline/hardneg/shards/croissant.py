"""Write croissant.json, the description of the shards for programs in Croissant 1.0 (MLCommons)."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.card import CardConfig
from hardneg.schemas.rows import ShardRow
from hardneg.shards.card import COLUMNS, Contents
from hardneg.shards.counts import total
from hardneg.shards.features import IMAGES


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
        **_stated(contents.card),
        "distribution": shards,
        "recordSet": [_record_set(name, images_of(contents)) for name in sorted(contents.sha256)],
    }
    return json.dumps(record, indent=2) + "\n"


def _stated(of: CardConfig) -> dict[str, Any]:
    """Return what the config states about the data set; properties that it does not state are omitted."""
    published = of.date_published and of.date_published.isoformat()
    stated: dict[str, Any] = {"license": of.licence_link or of.licence, "url": of.url, "datePublished": published, "citeAs": of.citation}
    stated["inLanguage"] = of.language
    return {name: value for name, value in stated.items() if value}


def images_of(contents: Contents) -> list[str]:
    """Return the columns whose images are all in the shards. A Croissant field of images cannot hold paths as well."""
    counts = total(contents.splits.values())
    outside = {"image": counts.by_path, "negative_image": counts.images - counts.stored.get("negative_image", 0)}
    return [name for name in IMAGES if counts.stored.get(name) and not outside[name]]


def _record_set(shard: str, images: Sequence[str]) -> dict[str, Any]:
    name = shard.removesuffix(".parquet")
    fields = [_field(f"{name}/{field.name}", field, shard) for field in arrow_schema(ShardRow) if field.name in _CROISSANT_TYPES]
    fields += [_image_field(f"{name}/{image}", image, shard) for image in images]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def _image_field(identity: str, column: str, shard: str) -> dict[str, Any]:
    """Return the field of a column of images, whose bytes are in its struct."""
    source = {"fileObject": {"@id": shard}, "extract": {"column": column}, "transform": {"jsonPath": "bytes"}}
    described = {"name": identity, "description": COLUMNS[column], "dataType": "sc:ImageObject", "source": source}
    return {"@type": "cr:Field", "@id": identity, **described}


def _field(identity: str, field: pa.Field, shard: str) -> dict[str, Any]:
    source = {"fileObject": {"@id": shard}, "extract": {"column": field.name}}
    return {
        "@type": "cr:Field",
        "@id": identity,
        "name": identity,
        "description": COLUMNS[field.name],
        "dataType": _CROISSANT_TYPES[field.name],
        "source": source,
        **({"repeated": True} if field.name in _LISTS else {}),
    }


_TEXT = ("id", "caption_id", "caption", "negative", "family", "kind", "image_id", "image_model", "image_reason", "judged_by", "run_id")
_SCORES = ("match_positive", "match_negative", "p_valid", "text_score", "image_match_negative", "image_match_caption", "image_p_valid")
_COUNTS = ("n_edits", "edit_token")
_NUMBERS = ("concreteness", "visual", "lm_gap", "weight", *_SCORES)
_LISTS = ("positives", "positive_kinds")
_CROISSANT_TYPES = (
    dict.fromkeys((*_TEXT, *_LISTS), "sc:Text")
    | dict.fromkeys(_NUMBERS, "sc:Float")
    | dict.fromkeys(_COUNTS, "sc:Integer")
    | {"needs_image": "sc:Boolean"}
)

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
