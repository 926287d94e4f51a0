"""Score captions and negatives against their images: each image of a part is read and encoded once, and batches span captions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import PIL.Image
import pyarrow as pa
import pyarrow.compute as pc
from more_itertools import chunked

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.matching.matcher import DIGITS, Matcher
from hardneg.schemas.reasons import Reason

READERS = 4
"""Threads that read images."""
BATCHES_IN_MEMORY = 2
"""Batches of images that are scored together; meanwhile as many are read."""

Floats = npt.NDArray[np.float64]
Image = PIL.Image.Image


class ImageScores(NamedTuple):
    """Hold the scores of the captions and negatives of a part.

    Attributes:
        positive: Score by row of the caption; NaN where no image was read, or the caption is longer than the matcher reads.
        negative: Score by negative; NaN where no image was read, or the negative is longer than the matcher reads.
        faults: Why an image could not be read, by row of the caption.
        usage: Counts for the done marker.
        unlearnt: A word that the matcher has not learnt, by negative.
        unlearnt_captions: The same by row of the caption.
    """

    positive: Floats
    negative: Floats
    faults: dict[int, tuple[Reason, str]]
    usage: dict[str, int]
    unlearnt: dict[int, str]
    unlearnt_captions: dict[int, str]


class ImageScorer:
    """Read images and score texts against them. `matcher` is set when its weights have been loaded."""

    def __init__(self, places: ImagePlaces, max_pixels: int, batch_size: int) -> None:
        self.places, self.max_pixels = places, max_pixels
        self.batch_size = batch_size
        self.matcher: Matcher | None = None

    def score(self, captions: pa.Table, negatives: pa.Table, parents: npt.NDArray[np.int64]) -> ImageScores:
        """Score all captions that have an image and a negative, and these negatives.

        Args:
            captions: Columns `caption`, `image` and `source`.
            negatives: Column `negative`.
            parents: Row of the caption of each negative.
        """
        assert self.matcher is not None
        scores = ImageScores(np.full(len(captions), np.nan), np.full(len(parents), np.nan), {}, {}, {}, {})
        before = self.matcher.truncated
        images = ImageColumn(captions)
        children: dict[int, list[int]] = {}
        for child, row in enumerate(parents.tolist()):
            children.setdefault(row, []).append(child)
        rows_by_image = images.rows_by_image(sorted(children))
        count = 0
        for rows_of, found in self._read(list(rows_by_image.values()), images):
            readable = []
            for rows, image in zip(rows_of, found, strict=True):
                if isinstance(image, Rejected):
                    scores.faults.update(dict.fromkeys(rows, (image.reason, image.detail or "")))
                else:
                    readable.append((rows, image))
            count += len(readable)
            self._score(readable, children, captions["caption"], negatives["negative"], scores)
        scored = int(np.isfinite(scores.positive).sum() + np.isfinite(scores.negative).sum())
        scores.usage.update(images=count, image_pairs=scored, texts_truncated=self.matcher.truncated - before)
        return scores

    def _read(self, rows_of: Sequence[list[int]], images: "ImageColumn") -> Iterator[tuple[Sequence[list[int]], list[Image | Rejected]]]:
        """Yield chunks of images with the rows that show them. The next chunk is read while the caller works on the one before it."""
        chunks = list(chunked(rows_of, BATCHES_IN_MEMORY * self.batch_size))

        def read(row: int) -> Image | Rejected:
            return read_image(images.location(row), self.places, self.max_pixels)

        def start(chunk: Sequence[list[int]]) -> list[Future[Image | Rejected]]:
            return [pool.submit(read, rows[0]) for rows in chunk]

        with ThreadPoolExecutor(READERS) as pool:
            pending = start(chunks[0]) if chunks else []
            for number, chunk in enumerate(chunks):
                ready = [future.result() for future in pending]
                pending = start(chunks[number + 1]) if number + 1 < len(chunks) else []
                yield chunk, ready

    def _score(
        self,
        readable: Sequence[tuple[list[int], Image]],
        children: Mapping[int, list[int]],
        captions: pa.ChunkedArray,
        negatives: pa.ChunkedArray,
        scores: ImageScores,
    ) -> None:
        """Score the captions at these rows, and their negatives, against the image they share."""
        assert self.matcher is not None
        if not readable:
            return
        rows = [row for of_one, _ in readable for row in of_one]
        below = [children[row] for row in rows]
        texts = captions.take(pa.array(rows)).to_pylist()
        flat = [child for each in below for child in each]
        texts += negatives.take(pa.array(flat)).to_pylist()
        of_row = np.repeat(np.arange(len(readable)), [len(of_one) for of_one, _ in readable])
        of_child = np.repeat(of_row, [len(each) for each in below])
        pairs = np.stack([np.concatenate([of_row, of_child]), np.arange(len(texts))], axis=1).astype(np.int64)
        found = np.round(np.asarray(self.matcher.score([image for _, image in readable], texts, pairs), np.float64), DIGITS)
        scores.positive[rows], scores.negative[flat] = found[: len(rows)], found[len(rows) :]
        words = [self.matcher.unlearnt(text) for text in texts]
        scores.unlearnt_captions.update((row, word) for row, word in zip(rows, words, strict=False) if word is not None)
        scores.unlearnt.update((child, word) for child, word in zip(flat, words[len(rows) :], strict=True) if word is not None)


class ImageColumn:
    """The images of a table of captions, extracted one at a time."""

    def __init__(self, captions: pa.Table) -> None:
        image = captions["image"]
        self.bytes, self.path = pc.struct_field(image, "bytes"), pc.struct_field(image, "path")
        self.source = pc.struct_field(captions["source"], "input")

    def rows_by_image(self, rows: Sequence[int]) -> dict[str, list[int]]:
        """Return those of `rows` that have an image, grouped by image."""
        found: dict[str, list[int]] = {}
        for row in rows:
            if self.bytes[row].is_valid:
                key = hashlib.blake2b(self.bytes[row].as_buffer(), digest_size=16).hexdigest()
            elif self.path[row].is_valid:
                key = f"{self.source[row].as_py()}\0{self.path[row].as_py()}"
            else:
                continue
            found.setdefault(key, []).append(row)
        return found

    def location(self, row: int) -> ImageLocation:
        """Return where the image of a row is."""
        return ImageLocation(self.source[row].as_py() or "", self.path[row].as_py(), self.bytes[row].as_py())
