"""Compare `hardneg.load` with raw reading of the same shards: pyarrow, row group by row group, and Pillow.

Raw reading takes the same columns of each row group as Python values, and decodes the image of each caption once to RGB. It does
not shuffle, group or draw. Both run in one process with one thread, and processor time counts. The ratio is that of captions in a
second. The peak is the memory of a fresh process that reads by the loader, less that of a process that only opens the shards.
"""

import argparse
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import PIL.Image
import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.loading.load import load
from hardneg.loading.options import Options
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow
from hardneg.shards.features import with_features
from hardneg.shards.files import shard_files

NEGATIVES = 4
ROWS_OF_SHARD = 20_000
GROUP = {True: 1_000, False: 10_000}
"""Rows of a row group, with images and without."""


def write(folder: Path, captions: int, images: bool, pixels: int) -> None:
    """Write shards of captions with four negatives each, and an image each."""
    rng = np.random.default_rng(0)
    pictures = [_jpeg(rng, pixels) for _ in range(64)] if images else []
    schema = with_features(arrow_schema(ShardRow))
    of_shard = ROWS_OF_SHARD // NEGATIVES
    for number, first in enumerate(range(0, captions, of_shard)):
        path = folder / f"train-{number:05}-of-{-(-captions // of_shard):05}.parquet"
        with pq.ParquetWriter(
            path, schema, compression="zstd", use_dictionary=["caption_id", "caption", "family", "image.bytes"]
        ) as writer:
            group = GROUP[images] // NEGATIVES
            for start in range(first, min(first + of_shard, captions), group):
                rows = [row for i in range(start, min(start + group, captions)) for row in _rows(i, pictures)]
                writer.write_table(pa.Table.from_pylist(rows, schema))


def raw(folder: str, images: bool) -> int:
    """Read everything once without the loader, and return the number of captions."""
    count = 0
    for file in shard_files(folder):
        parquet = pq.ParquetFile(file)
        for group in range(parquet.num_row_groups):
            last = None
            for row in parquet.read_row_group(group, columns=Options(images=images).columns(), use_threads=False).to_pylist():
                if row["caption_id"] != last:
                    last, count = row["caption_id"], count + 1
                    if images:
                        PIL.Image.open(io.BytesIO(row["image"]["bytes"])).convert("RGB")
    return count


def loaded(folder: str, images: bool) -> int:
    """Read everything once by `hardneg.load`, and return the number of captions."""
    return len([None for _ in load(folder, negatives=NEGATIVES, images=images)])


def timed(folder: str, images: bool, rounds: int) -> tuple[float, float]:
    """Return captions in a second of raw reading and of the loader, the best of alternating rounds."""
    best = [0.0, 0.0]
    for _ in range(rounds):
        for which, read in enumerate((raw, loaded)):
            start = time.process_time()
            count = read(folder, images)
            best[which] = max(best[which], count / (time.process_time() - start))
    return best[0], best[1]


def peak(folder: str, images: bool) -> float:
    """Return by how many MB reading by the loader raises the peak memory of a fresh process."""
    words = [sys.executable, "-m", "benchmarks", "loader", "--read", folder, *([] if images else ["--texts"])]
    only_imports, reads = (
        float(subprocess.run(each, capture_output=True, text=True, check=True).stdout) for each in ([*words, "--first"], words)
    )
    return reads - only_imports


def main(words: list[str]) -> None:
    """Measure with images and without, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks loader", description=__doc__)
    options.add_argument("--captions", type=int, default=5_000, help="captions with images at 1x; without images ten times as many")
    options.add_argument("--pixels", type=int, default=224, help="side of an image")
    options.add_argument("--rounds", type=int, default=3, help="rounds, of which the best counts")
    options.add_argument("--read", help=argparse.SUPPRESS)
    options.add_argument("--texts", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args(words)
    if chosen.read:
        _read(chosen.read, not chosen.texts, chosen.first)
        return
    print("| | captions | raw, captions/s | loader, captions/s | ratio | peak at 1x, MB | peak at 10x, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for images in (True, False):
        captions = chosen.captions * (1 if images else 10)
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as ten:
            write(Path(one), captions, images, chosen.pixels)
            write(Path(ten), 10 * captions, images, chosen.pixels)
            before, after = timed(one, images, chosen.rounds)
            peaks = [peak(folder, images) for folder in (one, ten)]
        figures = f"{before:,.0f} | {after:,.0f} | {after / before:.2f} | {peaks[0]:.0f} | {peaks[1]:.0f}"
        print(f"| {f'images of {chosen.pixels} pixels' if images else 'texts'} | {captions:,} | {figures} |", flush=True)


def _read(folder: str, images: bool, first: bool) -> None:
    """Read by the loader, or import and open only, and print the peak memory in MB."""
    loader = load(folder, negatives=NEGATIVES, images=images)
    for _ in () if first else loader:
        pass
    status = Path("/proc/self/status").read_text()  # `getrusage` would begin with the peak of the parent
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def _jpeg(rng: np.random.Generator, pixels: int) -> bytes:
    """Return a smooth random image, whose JPEG is as large as that of a photograph."""
    noise = PIL.Image.fromarray(rng.integers(0, 255, (pixels // 4, pixels // 4, 3), dtype=np.uint8))
    file = io.BytesIO()
    noise.resize((pixels, pixels), PIL.Image.Resampling.BICUBIC).save(file, "JPEG", quality=90)
    return file.getvalue()


def _rows(number: int, pictures: list[bytes]) -> list[dict[str, object]]:
    caption = f"A small black dog number {number} sits on the grass left of two red chairs while a man in a blue shirt walks by."
    # A trailing segment is legal in a JPEG: so each image has bytes of its own, as in a real set.
    image = {"bytes": pictures[number % len(pictures)] + number.to_bytes(8, "big")} if pictures else None
    shared: dict[str, object] = {
        "caption_id": f"{number:016x}",
        "caption": caption,
        "positives": [f"There is {caption}", caption.replace("while", "as")],
        "positive_kinds": ["existential", "synonym"],
        "positive_edits": [[], []],
        "image": image,
        "image_id": f"image-{number}.jpg" if image else None,
        "source": {"input": "captions.jsonl", "key": str(number)},
        "generator": {"method": "rules"},
        "edits": [{"start": 8, "end": 13, "old": "black", "new": "brown"}],
        "n_edits": 1,
        "needs_image": False,
        "kind": "colour",
        "run_id": "benchmark",
        "weight": 1.0,
        "concreteness": 4.2,
        "visual": 3.9,
        "p_valid": 0.97,
    }
    families = ("attribute", "count", "object", "relation")
    return [
        shared | {"id": f"{number:016x}{i}", "negative": caption.replace("black", f"colour {i}"), "family": families[i]}
        for i in range(NEGATIVES)
    ]
