"""Recognise files of known formats that are not supported, by their names, and say how to convert them."""

import posixpath
from collections import Counter
from collections.abc import Iterable
from typing import Any

CONVERT = {
    ".mds": "MosaicML's MDS: read it with streaming.StreamingDataset and write its samples as Parquet or JSONL",
    ".tfrecord": "a TFRecord: write its captions as JSONL or Parquet, or its images and captions as WebDataset tars",
    ".tfrecords": "a TFRecord: write its captions as JSONL or Parquet, or its images and captions as WebDataset tars",
    ".lmdb": "an LMDB database: write its captions as JSONL or Parquet",
    ".mdb": "an LMDB or Access database: write its captions as JSONL or Parquet",
    ".mat": "a MATLAB file: write its captions as CSV or JSONL, for instance with scipy.io.loadmat",
    ".xlsx": "an Excel workbook: save the sheet as CSV UTF-8",
    ".xls": "an Excel workbook: save the sheet as CSV UTF-8",
    ".ods": "a spreadsheet: save it as CSV",
    ".pkl": "a pickle, which may execute code when it is loaded: write its captions as JSONL or Parquet",
    ".pickle": "a pickle, which may execute code when it is loaded: write its captions as JSONL or Parquet",
    ".pt": "a PyTorch pickle, which may execute code when it is loaded: write its captions as JSONL or Parquet",
    ".pth": "a PyTorch pickle, which may execute code when it is loaded: write its captions as JSONL or Parquet",
    ".npy": "a NumPy array: write its captions as JSONL or Parquet",
    ".npz": "NumPy arrays: write its captions as JSONL or Parquet",
    ".h5": "an HDF5 file: write its captions as JSONL or Parquet",
    ".hdf5": "an HDF5 file: write its captions as JSONL or Parquet",
    ".db": "a database: write its captions as CSV or JSONL",
    ".sqlite": "an SQLite database: write its captions as CSV or JSONL",
    ".sqlite3": "an SQLite database: write its captions as CSV or JSONL",
    ".zip": "a ZIP archive: unpack it and name the folder, or pack its files as a tar",
    ".7z": "a 7z archive: unpack it and name the folder",
    ".rar": "a RAR archive: unpack it and name the folder",
    ".feather": "a Feather file: write it as Parquet",
    ".orc": "an ORC file: write it as Parquet",
    ".avro": "an Avro file: write it as Parquet or JSONL",
    ".beton": "FFCV's beton: write its captions as JSONL or Parquet",
    ".xml": "XML: write its captions as JSONL or CSV",
    ".yaml": "YAML: write its captions as JSONL",
    ".yml": "YAML: write its captions as JSONL",
    ".srt": "subtitles: write one caption per line as .txt, or JSONL",
    ".vtt": "subtitles: write one caption per line as .txt, or JSONL",
}
NOT_DATA = (".yaml", ".yml", ".xml", ".npy", ".npz", ".pt", ".pth")
"""Endings of files that often lie beside data; they are not reported where other files were read."""
MAX_KINDS = 8
POINTER = b"version https://git-lfs.github.com/spec/"
MAX_POINTER = 1024


def conversion(path: str) -> str | None:
    """Return the format of a file and how to convert it; None where its ending is not one of these."""
    base = posixpath.basename(path).lower()
    for ending in (".tfrecord", ".mds"):
        if ending in base:  # .tfrecord-00000-of-00010, .mds.zstd
            return CONVERT[ending]
    return CONVERT.get(posixpath.splitext(base)[1])


def lfs_pointer(fs: Any, path: str) -> str | None:
    """Return what to do where Git LFS left a pointer instead of the file; None where the file exists."""
    if (fs.size(path) or MAX_POINTER) >= MAX_POINTER or not fs.cat_file(path).startswith(POINTER):
        return None
    return "a Git LFS pointer, not the file itself: run `git lfs install` and `git lfs pull` in the clone, or download the file"


def counted_by_ending(paths: Iterable[str]) -> str:
    """Return the number of files by ending, the most frequent first."""
    counts = Counter(posixpath.splitext(path)[1].lower() or "without an ending" for path in paths)
    named = [f"{count:,} {ending}" for ending, count in counts.most_common(MAX_KINDS)]
    more = f" and {len(counts) - MAX_KINDS} more kinds" if len(counts) > MAX_KINDS else ""
    return ", ".join(named) + more if named else "no files"


def unsupported(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return, for each unsupported format, the first file with the number of others, and how to convert them."""
    kinds: dict[str, list[str]] = {}
    for path in paths:
        advice = conversion(path)
        if advice is not None and not path.lower().endswith(NOT_DATA):
            kinds.setdefault(advice, []).append(path)
    return [(first_of(names), f"not read: {advice}") for advice, names in kinds.items()]


def first_of(names: list[str]) -> str:
    """Return the first name, with the number of others."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"
