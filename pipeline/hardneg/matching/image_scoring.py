"""Captions and negatives scored against their images: every image is read and encoded once a part, and batches go across captions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.captions.cleaning.clean import Rejected
from hardneg.matching.matcher import DIGITS, Matcher, first_unlearnt
from hardneg.schemas.reasons import Reason

READERS = 4
AT_ONCE = 2
"""Images in memory together, in batches; while they are scored, as many more are read."""

Floats = npt.NDArray[np.float64]


class Looked(NamedTuple):
    """Scores by row of the captions and by negative, NaN where no image was looked at; `faults` of images, by row of the caption.

    `unlearnt` holds, by negative, a word that the matcher has not learnt; `unlearnt_captions` the same by row of the caption.
    """

    positive: Floats
    negative: Floats
    faults: dict[int, tuple[Reason, str]]
    usage: dict[str, int]
    unlearnt: dict[int, str]
    unlearnt_captions: dict[int, str]


class Looker:
    """Reads images and asks the matcher, which is set when it has been loaded."""

    def __init__(self, root: str, image_root: str | None, max_pixels: int, batch_size: int) -> None:
        self.root, self.image_root, self.max_pixels = root, image_root, max_pixels
        self.batch_size = batch_size
        self.matcher: Matcher | None = None

    def look(self, captions: pa.Table, negatives: pa.Table, parents: npt.NDArray[np.int64]) -> Looked:
        """Score all captions that have an image and a negative, and these negatives.

        Args:
            captions: Columns `caption`, `image` and `source`.
            negatives: Column `negative`.
            parents: Row of the caption of each negative.
        """
        assert self.matcher is not None
        looked = Looked(np.full(len(captions), np.nan), np.full(len(parents), np.nan), {}, {}, {}, {})
        before = getattr(self.matcher, "truncated", 0)
        images = Images(captions)
        children: dict[int, list[int]] = {}
        for child, row in enumerate(parents.tolist()):
            children.setdefault(row, []).append(child)
        shown = images.rows_by_image(sorted(children))
        read = 0
        for rows_of, pictures in self._read(list(shown.values()), images):
            seen = []
            for rows, picture in zip(rows_of, pictures, strict=True):
                if isinstance(picture, Rejected):
                    looked.faults.update(dict.fromkeys(rows, (picture.reason, picture.detail or "")))
                else:
                    seen.append((rows, picture))
            read += len(seen)
            self._score(seen, children, captions["caption"], negatives["negative"], looked)
        cut = getattr(self.matcher, "truncated", 0) - before
        scored = int(np.isfinite(looked.positive).sum() + np.isfinite(looked.negative).sum())
        looked.usage.update(images=read, image_pairs=scored, texts_truncated=cut)
        return looked

    def _read(self, rows_of: list[list[int]], images: "Images") -> Iterator[tuple[list[list[int]], list[Any]]]:
        """Runs of images with the rows that show them. The next run is read while the one before it is worked on."""
        from hardneg.matching.pictures import look

        size = AT_ONCE * self.batch_size
        runs = [rows_of[first : first + size] for first in range(0, len(rows_of), size)]

        def start(run: list[list[int]]) -> list[Future[Any]]:
            return [pool.submit(lambda row: look(images.place(row), self.root, self.image_root, self.max_pixels), rows[0]) for rows in run]

        with ThreadPoolExecutor(READERS) as pool:
            pending = start(runs[0]) if runs else []
            for number, run in enumerate(runs):
                ready = [future.result() for future in pending]
                pending = start(runs[number + 1]) if number + 1 < len(runs) else []
                yield run, ready

    def _score(
        self,
        seen: Sequence[tuple[list[int], Any]],
        children: Mapping[int, list[int]],
        captions: pa.ChunkedArray,
        negatives: pa.ChunkedArray,
        looked: Looked,
    ) -> None:
        """Score the captions at these rows, and their negatives, against the pictures they share."""
        assert self.matcher is not None
        if not seen:
            return
        rows = [row for of_one, _ in seen for row in of_one]
        below = [children[row] for row in rows]
        texts = captions.take(pa.array(rows)).to_pylist()
        flat = [child for each in below for child in each]
        texts += negatives.take(pa.array(flat)).to_pylist()
        of_row = np.repeat(np.arange(len(seen)), [len(of_one) for of_one, _ in seen])
        of_child = np.repeat(of_row, [len(each) for each in below])
        pairs = np.stack([np.concatenate([of_row, of_child]), np.arange(len(texts))], axis=1).astype(np.int64)
        scores = np.round(np.asarray(self.matcher.score([picture for _, picture in seen], texts, pairs), np.float64), DIGITS)
        looked.positive[rows], looked.negative[flat] = scores[: len(rows)], scores[len(rows) :]
        words = first_unlearnt(self.matcher, texts)
        looked.unlearnt_captions.update((row, word) for row, word in zip(rows, words, strict=False) if word is not None)
        looked.unlearnt.update((child, word) for child, word in zip(flat, words[len(rows) :], strict=True) if word is not None)


class Images:
    """The images of a table of captions, taken out of it one at a time."""

    def __init__(self, captions: pa.Table) -> None:
        image = captions["image"]
        self.bytes, self.path = pc.struct_field(image, "bytes"), pc.struct_field(image, "path")
        self.source = pc.struct_field(captions["source"], "input")

    def rows_by_image(self, rows: Sequence[int]) -> dict[str, list[int]]:
        """Those of `rows` that have an image, together if it is the same one."""
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

    def place(self, row: int) -> Any:
        """Where the image of a row is."""
        from hardneg.matching.pictures import Place

        return Place(self.source[row].as_py() or "", self.path[row].as_py(), self.bytes[row].as_py())
