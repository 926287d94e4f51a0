"""Collect negatives of known validity: of drawn scenes, judged by the oracle, or of a file that a user labelled."""

import base64
import binascii
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.label import Verdict
from hardneg.schemas.rows import CaptionRow, Image
from hardneg.seeding import generator_for

SIZE = 64
"""The side of a scene's image in pixels."""

PARAPHRASED = 0.3
"""The share of the rewriter's negatives that are replaced by a paraphrase, which is invalid by construction."""

NEEDED = ("caption", "negative", "valid")
VALID = {Verdict.FALSE: True, Verdict.STILL_TRUE: False}
"""Verdicts of the labelling page that say whether a negative is valid. One that is senseless or ungrammatical says nothing of a matcher."""


class Case(NamedTuple):
    """A `Case` is a negative with its validity: false of its image, or of its caption where there is no image.

    An `added` one is of a scene to which things were added (`hardneg.scenes.additions`).
    """

    group: str
    image: Image | None
    caption: str
    negative: str
    family: Family | None
    valid: bool
    added: bool = False


class Drawn(NamedTuple):
    """A `Drawn` holds cases of scenes; `undecided` counts negatives of the rewriter that the oracle cannot judge."""

    cases: list[Case]
    undecided: int


class Labelled(NamedTuple):
    """A `Labelled` holds the cases of a file; `left_out` counts the negatives of the labelling page that say nothing, by verdict.

    `by_people` says whether the labelling page wrote the file. Its negatives with an image were labelled by the image, the others by the
    caption.
    """

    cases: list[Case]
    left_out: dict[str, int]
    by_people: bool


def of_scenes(count: int, seed: int, share: float = 0.2) -> Drawn:
    """Return negatives of the first `count` scenes of a seed, made by the scenes' own grammar and by the rules rewriter.

    A share of each family is still true: invalid edits (`hardneg.scenes.text_variants.invalid_negatives`), paraphrases, and
    negatives of the rewriter that turned out true. In each family the more frequent kind is subsampled to the share. A family
    without invalid negatives is dropped.
    """
    from hardneg.scenes.oracle import is_true
    from hardneg.scenes.render import png
    from hardneg.scenes.text_variants import invalid_negatives, negatives
    from hardneg.scenes.world import samples

    found: list[Case] = []
    captions: list[tuple[str, str]] = []
    scenes: dict[str, tuple[Any, Image]] = {}
    for sample in samples(seed, count):
        image = Image(bytes=png(sample.scene, SIZE))
        scenes[sample.id] = sample.scene, image
        captions.append((sample.id, sample.caption))
        for pair in negatives(sample.scene, generator_for(seed, sample.id, "calibrate", "valid"), sample.statement):
            found.append(Case(sample.id, image, pair.caption, pair.negative, pair.family, True))
        for pair in invalid_negatives(sample.scene, generator_for(seed, sample.id, "calibrate", "invalid"), sample.statement):
            found.append(Case(sample.id, image, pair.caption, pair.negative, pair.family, False))
    undecided = 0
    for group, caption, negative, family in _by_rules(captions, seed):
        scene, image = scenes[group]
        truth = is_true(negative, scene)
        if truth is None:
            undecided += 1
        else:
            found.append(Case(group, image, caption, negative, family, not truth))
    once = {(case.group, case.caption, case.negative): case for case in found}
    return Drawn(mixed(list(once.values()), share, generator_for(seed, "all", "calibrate", "mix")), undecided)


def mixed(cases: Sequence[Case], share: float, rng: random.Random) -> list[Case]:
    """Return as many cases as possible such that a share of each family is invalid, in their order."""
    by_family: defaultdict[Family | None, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, case in enumerate(cases):
        by_family[case.family][case.valid].append(i)
    kept: list[int] = []
    for invalid, valid in by_family.values():
        bad = min(len(invalid), int(len(valid) * share / (1.0 - share)))
        good = min(len(valid), round(bad * (1.0 - share) / share))
        kept += rng.sample(invalid, bad) + rng.sample(valid, good)
    return [cases[i] for i in sorted(kept)]


def of_file(path: str) -> Labelled:
    """Return the rows of a Parquet or JSON-lines file: `caption`, `negative`, `valid`, and optionally `image`, `family`, `group` and
    `added`; or the labels that `hardneg label` collects, which have a `verdict` instead of `valid`.

    An image is a path relative to the file's folder, a URL, a data URL, or bytes. Rows of one `group` are of one image; without the column
    they are those of one path or of the same bytes, else of one caption. Of several labels of one negative of one page the last
    counts, since the page downloads all labels each time.

    Raises:
        UserError: It cannot be read, lacks a column, or a row holds something else than these.
    """
    file = Path(path)
    try:
        if file.suffix in (".parquet", ".pq"):
            rows = storage.read_parquet(file.read_bytes()).to_pylist()
        else:
            rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]  # U+2028 may be in a text
    except (OSError, ValueError, pa.ArrowException) as error:
        raise UserError(f"--labels {path}: cannot be read as Parquet or JSON lines ({' '.join(str(error).split())[:120]})") from None
    if not rows:
        raise UserError(f"--labels {path}: holds no rows")
    last: dict[object, tuple[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        last[_identity(row, number)] = f"--labels {path}: row {number}", row
    cases, left_out = [], Counter[str]()
    for where, row in last.values():
        verdict = _verdict(row, where)
        if verdict is not None and verdict not in VALID:
            left_out[verdict.value] += 1
            continue
        cases.append(_case(row if verdict is None else {**row, "valid": VALID[verdict]}, where, file.parent))
    by_people = any(isinstance(row, dict) and "verdict" in row for _, row in last.values())
    if not cases:
        raise UserError(f"--labels {path}: all {len(last):,} negatives are senseless or ungrammatical, which says nothing of a matcher")
    return Labelled(cases, dict(left_out), by_people)


def _identity(row: Any, number: int) -> object:
    """Return what two labels of one negative have in common, or the number of the row."""
    if isinstance(row, dict) and isinstance(row.get("page"), str) and isinstance(row.get("id"), str):
        return row["page"], row["id"]
    return number


def _verdict(row: Any, where: str) -> Verdict | None:
    if not isinstance(row, dict) or row.get("verdict") is None:
        return None
    if row["verdict"] not in list(Verdict):
        raise UserError(f"{where}: no verdict {row['verdict']!r}; there are {', '.join(Verdict)}")
    return Verdict(row["verdict"])


def _case(row: Any, where: str, folder: Path) -> Case:
    if not isinstance(row, dict) or any(row.get(name) is None for name in NEEDED):
        raise UserError(f"{where}: needs {', '.join(NEEDED)} (and image, family, group if there are any)")
    if not isinstance(row["caption"], str) or not isinstance(row["negative"], str) or row["valid"] not in (True, False):
        raise UserError(f"{where}: caption and negative are texts, valid is true or false")
    family = row.get("family")
    if family is not None and family not in list(Family):
        raise UserError(f"{where}: no family {family!r}; there are {', '.join(Family)}")
    image, added = _image(row.get("image"), where, folder), bool(row.get("added"))
    return Case(
        str(row.get("group") or _group(image) or row["caption"]),
        image,
        row["caption"],
        row["negative"],
        None if family is None else Family(family),
        bool(row["valid"]),
        added,
    )


def _group(image: Image | None) -> str | None:
    """Return what the rows of an image have in common: its path, or the digest of its bytes."""
    if image is None:
        return None
    return image.path if image.bytes is None else hashlib.blake2b(image.bytes, digest_size=16).hexdigest()


def _image(value: Any, where: str, folder: Path) -> Image | None:
    if value is None:
        return None
    if isinstance(value, dict):
        value = value.get("bytes") or value.get("path")
    if isinstance(value, bytes):
        return Image(bytes=value)
    if not isinstance(value, str):
        raise UserError(f"{where}: image is a path, a URL or bytes")
    if value.startswith("data:"):
        try:
            return Image(bytes=base64.b64decode(value.partition(";base64,")[2], validate=True))
        except binascii.Error:
            raise UserError(f"{where}: image is a data URL that cannot be decoded") from None
    return Image(path=value if "://" in value else str((folder / value).absolute()))


def _by_rules(captions: Sequence[tuple[str, str]], seed: int) -> Iterator[tuple[str, str, str, Family]]:
    """Yield negatives as a run with `rewrite.writer=lexicon` writes them: group, caption, negative, family."""
    from hardneg.parse.stage import make as make_parse
    from hardneg.rewrite.stage import make as make_rewrite

    rewrite = {"writer": "lexicon", "positives_per_caption": 0, "invalid_share": PARAPHRASED}
    config = Config.model_validate({"seed": seed, "rewrite": rewrite})
    rows = [{"id": name, "caption": text, "source": {"input": "scenes", "key": name}} for name, text in captions]
    parsed = make_parse(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows
    for row in make_rewrite(config).process(parsed).rows.select(["id", "caption", "negatives"]).to_pylist():
        for negative in row["negatives"]:
            yield row["id"], row["caption"], negative["negative"], Family(negative["family"])
