"""Classify the files of a folder by their names: tables, tars, pairs of image and text, texts, and files that are not read."""

import json
import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from hardneg.captions.files.foreign import conversion, counted_by_ending, first_of, unsupported
from hardneg.captions.files.hub import HubFiles, unique_files
from hardneg.captions.files.samples import MEDIA, Endings, Sample, endings_of, grouped
from hardneg.captions.files.sources import KNOWN, Input, Source, file, format_of
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

METADATA = re.compile(
    r"(dataset_infos?|dataset_dict|state|config|package|croissant|index|sizes|tokenizer(_config)?|vocab|special_tokens_map|preprocessor_config"
    r"|generation_config|\d+_stats)\.json|requirements.*\.txt"
)
"""Pattern of files that describe a data set or a model."""
NOTES = re.compile(r"(readme|license|licence|copying|notice|changelog|citation|authors|contributing|terms)\b.*", re.IGNORECASE)
FORM = re.compile(r"[._-](lemmas?|lemmati[sz]ed|tok|tokeni[sz]ed|bpe)(?=[._-])", re.IGNORECASE)
"""Pattern of a file with the captions of another file in another form, such as Flickr8k's `lemma`."""
STATS = "_stats.json"
MIN_SIDECARS = 3
"""Number of texts with a `.json` of the same name and no image from which on each `.json` belongs to its text."""

Skipped = list[tuple[str, str]]


class _Files(NamedTuple):
    """Hold the paths of a folder's files by kind. `strays` are the names of texts that belong to no image."""

    tables: list[str]
    texts: list[str]
    images: list[str]
    members: list[str]
    pairs: int
    strays: list[str]


def folder(fs: Any, root: str, config: CaptionsConfig, input: str) -> Input:
    """Return the sources of a folder.

    Raises:
        UserError: None of its files can be read; the message counts its files by ending.
    """
    if config.format in ("auto", "huggingface") and (saved := _saved(fs, root)):
        return Input(fs, root, [Source(fs, path, relative(path, root), "huggingface") for path in saved], is_folder=True)
    unique = unique_files(fs, root)
    skipped: Skipped = [(first_of([relative(path, root) for path in paths]), reason) for reason, paths in unique.skipped.items()]
    paths = [path for path in unique.paths if not _is_hidden(relative(path, root))]
    files = _files(paths, root, endings_of(config))
    files = _without_other_forms(root, files, skipped)
    tables = _without_metadata(fs, root, files, paths, skipped)
    formats = {path: format_of(path)[0] for path in (*tables, *files.texts)}
    if config.format != "auto":
        wanted = [path for path in (*tables, *files.texts) if formats[path] == config.format]
        tables, texts = ([], wanted) if config.format == "text" else (wanted, [])
    else:
        texts = [path for path in files.texts if formats[path] == "text" and not NOTES.fullmatch(posixpath.basename(path))]
    pairs = (
        Source(fs, root, posixpath.basename(root), "webdataset", None, _described(files.members)) if files.images or files.pairs else None
    )
    if config.format not in ("auto", "webdataset") or not (files.pairs or config.format == "webdataset"):
        pairs = None
    skipped += unsupported([relative(path, root) for path in paths])
    if tables:
        sources = [file(fs, path, relative(path, root), config.format) for path in tables]
        return Input(fs, root, sources, tuple(skipped), pairs, files.images, True)
    if pairs is not None:
        if files.strays:
            skipped.append((first_of(files.strays), "not read, because no image lies in its folder; name the file to read it"))
        return Input(fs, root, [pairs], tuple(skipped), None, files.images, True)
    if not texts:
        raise UserError(_problem(input, paths, files, unique, config))
    return Input(
        fs, root, [file(fs, path, relative(path, root), config.format) for path in texts], tuple(skipped), None, files.images, True
    )


def _problem(input: str, paths: Sequence[str], files: _Files, unique: HubFiles, config: CaptionsConfig) -> str:
    """Return why a folder has no source: which files it has, and what to do."""
    kinds = counted_by_ending(paths)
    advice = next((conversion(path) for path in paths if conversion(path) is not None), None)
    if config.format != "auto":
        return f"{input}: no file of format {config.format} in this folder ({kinds}); set captions.format to another, or to auto"
    if advice is not None:
        return f"{input}: no file in this folder can be read ({kinds}): {advice}"
    if files.images:
        ending = _beside(paths, files.images)
        setting = f"captions.text_extensions=[{ending}]" if ending else "captions.text_extensions to the ending of the texts beside them"
        return f"{input}: this folder has images and no captions ({kinds}): set {setting}, or name a table"
    if not paths and unique.skipped:
        return f"{input}: no file in this folder can be read: {next(iter(unique.skipped))}"
    return f"{input}: no file of a known format in this folder ({kinds}); known by name: {KNOWN}, or pairs of image and .txt/.json"


def _beside(paths: Sequence[str], images: Sequence[str]) -> str | None:
    """Return the most frequent ending of other files that are named like images."""
    stems = {posixpath.splitext(path)[0] for path in images}
    pictures = set(images)
    endings = [ending for stem, ending in map(posixpath.splitext, paths) if ending and stem in stems and stem + ending not in pictures]
    return Counter(endings).most_common(1)[0][0] if endings else None


def _files(paths: Sequence[str], root: str, endings: Endings) -> _Files:
    by_name = {relative(path, root): path for path in paths}
    found = [sample for sample in grouped(list(by_name), endings) if sample.known]
    alone = [sample for sample in found if sample.image is None]
    described = {sample.described for sample in found if sample.image is not None or sample.media is not None}
    beside = {sample.described for sample in alone if sample.texts and sample.described}
    if len(beside) >= MIN_SIDECARS:
        described |= beside
    read = {text for sample in found if sample.image is not None or sample.media is not None for text in sample.texts} | described
    images = [path for path in paths if endings.of(posixpath.basename(path)) in endings.images]
    formats = {path: format_of(path)[0] for path in paths}
    tables = [
        path
        for name, path in by_name.items()
        if formats[path] not in (None, "text") and name not in described and not METADATA.fullmatch(posixpath.basename(path))
    ]
    texts = [path for name, path in by_name.items() if formats[path] == "text" and name not in read]
    members = [path for path in paths if endings.of(posixpath.basename(path)) is not None or path.lower().endswith(MEDIA)]
    pairs = sum(1 for sample in found if _is_pair(sample))
    pictured = {posixpath.dirname(relative(path, root)) for path in paths if endings.of(posixpath.basename(path)) in endings.images}
    strays = [text for sample in alone if sample.media is None for text in sample.texts if posixpath.dirname(text) not in pictured]
    strays = strays if pairs > len(strays) else []  # a few texts beside many pairs are notes and logs
    chosen = {*tables, *(by_name[text] for text in strays)}
    members = [path for path in members if path not in chosen and not _is_note(path, read, root)]
    return _Files(tables, texts, images, members, pairs, [*strays])


def _without_other_forms(root: str, files: _Files, skipped: Skipped) -> _Files:
    """Drop the files that hold the captions of another file as lemmas or tokens."""
    kept = {*files.tables, *files.texts}
    for path in sorted(kept):
        plain = posixpath.join(posixpath.dirname(path), FORM.sub("", posixpath.basename(path)))
        if plain != path and plain in kept:
            name = posixpath.basename(plain)
            skipped.append(
                (relative(path, root), f"not read, because it holds the captions of {name} in another form; name the file to read it")
            )
            kept.discard(path)
    return files._replace(tables=[path for path in files.tables if path in kept], texts=[path for path in files.texts if path in kept])


def _is_pair(sample: Sample[str]) -> bool:
    return (sample.image is not None or sample.media is not None) and (bool(sample.texts) or sample.described is not None)


def _is_note(path: str, read: set[str | None], root: str) -> bool:
    return NOTES.fullmatch(posixpath.basename(path)) is not None and relative(path, root) not in read


def _described(members: Sequence[str]) -> list[str]:
    return [path for path in members if not METADATA.fullmatch(posixpath.basename(path)) and not path.endswith(STATS)]


def _without_metadata(fs: Any, root: str, files: _Files, paths: Sequence[str], skipped: Skipped) -> list[str]:
    """Drop the tables that describe a tar or folder of the same name, as img2dataset writes them, and tables in a second format."""
    tars = {path.rsplit(".tar", 1)[0] for path in files.tables if format_of(path)[0] == "webdataset"}
    folders = {posixpath.dirname(path) for path in files.images} if files.pairs else set()
    stats = [path for path in paths if path.endswith(STATS)]
    measured = {path.removesuffix(STATS) for path in stats}
    columnar = {posixpath.splitext(path)[0] for path in files.tables if format_of(path)[0] == "parquet"}
    kept, beside, repeats = [], [], []
    for path in files.tables:
        format, stem = format_of(path)[0], posixpath.splitext(path)[0]
        if path in stats and (path.removesuffix(STATS) in tars | folders | columnar):
            continue
        if format in ("parquet", "csv", "jsonl", "json") and (stem in tars or (stem in folders and stem in measured)):
            beside.append(relative(path, root))
        elif format in ("csv", "tsv", "jsonl", "json") and stem in columnar:
            repeats.append(relative(path, root))
        else:
            kept.append(path)
    if beside:
        failed = _failed(fs, stats)
        skipped.append(
            (
                first_of(beside),
                f"not read, because it describes the images of the tar or folder of the same name{failed}; name the file itself to read it",
            )
        )
    if repeats:
        skipped.append((first_of(repeats), "not read, because a Parquet file beside it has the same name; name the file itself to read it"))
    return kept


def _failed(fs: Any, stats: Sequence[str]) -> str:
    """Return a note on the number of downloads that failed, by the statistics of img2dataset."""
    count = successes = 0
    for data in fs.cat(list(stats), on_error="omit").values() if stats else ():
        try:
            value = json.loads(data)
            count, successes = count + int(value["count"]), successes + int(value["successes"])
        except (ValueError, TypeError, KeyError):
            continue
    return f"; {count - successes:,} of {count:,} downloads failed and have no image, so they are skipped" if count > successes else ""


def relative(path: str, root: str) -> str:
    """Return a path relative to its folder `root`; unlike `relpath`, this is fast enough for millions of files."""
    return path[len(root) :].lstrip("/")


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or "/." in name


def _saved(fs: Any, root: str) -> list[str]:
    """Return the Arrow files of a folder saved by `datasets`: those of one data set, or of all its splits in order."""
    splits = _json(fs, f"{root}/dataset_dict.json").get("splits")
    if isinstance(splits, list):
        return [path for split in splits for path in _saved(fs, f"{root}/{split}")]
    files = _json(fs, f"{root}/state.json").get("_data_files")
    return [f"{root}/{file['filename']}" for file in files] if isinstance(files, list) else []


def _json(fs: Any, path: str) -> dict[str, Any]:
    if not fs.exists(path):
        return {}
    try:
        value = json.loads(fs.cat_file(path))
    except ValueError as error:
        raise UserError(f"{path}: not valid JSON ({error})") from error
    return value if isinstance(value, dict) else {}
