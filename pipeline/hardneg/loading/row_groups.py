"""Open the shards of a split, and read one row group at a time."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any, NamedTuple

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hardneg.errors import UserError
from hardneg.loading.options import Group
from hardneg.loading.plan import RowGroup
from hardneg.schemas.rows import FORMAT_KEY
from hardneg.shards.features import IMAGES
from hardneg.shards.image_ids import image_names
from hardneg.shards.versions import check, with_columns

OPENED = 8
"""Shards that a reader holds open."""

CONNECTIONS = 8
"""Shards whose footers are read at once, which matters in an object store."""

ENCODED = ["image.bytes", "caption", "family"]
"""Columns that stay dictionaries in memory: the rows of a caption share its image, which would otherwise be copied for each of them."""

IMAGES_ADJACENT = 4
"""First row format in which the captions of an image are adjacent."""


class Footer(NamedTuple):
    """Hold the sizes of the row groups of a shard as (rows, compressed bytes of the columns), or why the shard cannot be read."""

    sizes: list[tuple[int, int]]
    fault: str | None = None


def footers(files: Sequence[str], columns: Sequence[str], group: Group) -> list[Footer]:
    """Read the footers of shards.

    Raises:
        UserError: A shard is of another version, or has other columns.
    """
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(lambda file: _footer(file, columns, group), files))


def _footer(file: str, columns: Sequence[str], group: Group) -> Footer:
    try:
        with fsspec.open(file, "rb") as stream:
            parquet = pq.ParquetFile(stream)
            schema, metadata = parquet.schema_arrow, parquet.metadata
    except (pa.ArrowException, OSError) as error:
        return Footer([], str(error))
    check(schema, file, columns)
    version = int((schema.metadata or {}).get(FORMAT_KEY.encode(), b"1"))
    if group == "image" and version < IMAGES_ADJACENT:
        raise UserError(
            f"{file} is of row format {version}, in which captions of an image are apart: run `hardneg shards` again, or group='caption'"
        )
    wanted = set(columns)
    sizes = []
    for number in range(metadata.num_row_groups):
        one = metadata.row_group(number)
        chunks = [one.column(i) for i in range(one.num_columns)]
        size = sum(each.total_compressed_size for each in chunks if each.path_in_schema.partition(".")[0] in wanted)
        sizes.append((one.num_rows, size))
    return Footer(sizes)


class Shards:
    """Read row groups of some shards, and hold a few of them open.

    Args:
        files: Paths or URLs of the shards.
        columns: Columns to read.
        group: Whether captions or images are kept whole.
        paths_only: Read the paths of images, and not their bytes.
    """

    def __init__(self, files: Sequence[str], columns: Sequence[str], group: Group, paths_only: bool = False) -> None:
        self.files, self.columns, self.group, self.paths_only = files, list(columns), group, paths_only
        self._open: OrderedDict[int, tuple[ExitStack, pq.ParquetFile]] = OrderedDict()

    def read(self, of: RowGroup) -> pa.Table:
        """Return the rows of a row group, with whole captions or images: one that began in an earlier row group belongs to that one.

        Raises:
            UserError: The shard is damaged, or gone.
        """
        try:
            rows = self._rows(of.file, of.number)
            start = 0
            if of.number:
                (last,) = self._keys(of.file, of.number - 1)[-1:]
                start = _same(keys(rows, self.group), last)
            pieces = [rows.slice(start)]
            if start < rows.num_rows:
                pieces += self._tail(of, keys(rows, self.group)[-1])
            return pa.concat_tables(pieces)
        except (pa.ArrowException, OSError, ValueError) as error:
            self._close(of.file)
            why = " ".join(str(error).split())[:200]
            raise UserError(
                f"{self.files[of.file]}: row group {of.number} cannot be read ({why}); `hardneg verify` checks a run, "
                "and on_error='skip' skips what is damaged"
            ) from error

    def projection(self, columns: Sequence[str]) -> list[str]:
        """Return the paths of these columns in the file, down to the fields that are read."""
        fields = {"source": "source.input"} | ({name: f"{name}.path" for name in IMAGES} if self.paths_only else {})
        return [fields.get(name, name) for name in columns]

    def close(self) -> None:
        """Close all shards."""
        for file in list(self._open):
            self._close(file)

    def _tail(self, of: RowGroup, last: Any) -> Iterator[pa.Table]:
        """Yield the rows of the next row groups that belong to the last caption or image of this one."""
        number = of.number + 1
        while number < self._parquet(of.file).num_row_groups:
            found = self._keys(of.file, number)
            more = _same(found, last)
            if more:
                yield self._rows(of.file, number).slice(0, more)
            if more < len(found):
                return
            number += 1

    def _rows(self, file: int, number: int) -> pa.Table:
        return with_columns(
            self._parquet(file).read_row_group(number, columns=self.projection(self.columns), use_threads=False), self.columns
        )

    def _keys(self, file: int, number: int) -> pa.ChunkedArray:
        named = ["caption_id"] if self.group == "caption" else ["caption_id", "image_id", "source"]
        return keys(self._parquet(file).read_row_group(number, columns=self.projection(named), use_threads=False), self.group)

    def _parquet(self, file: int) -> pq.ParquetFile:
        if file in self._open:
            self._open.move_to_end(file)
        else:
            while len(self._open) >= OPENED:
                self._close(next(iter(self._open)))
            stack = ExitStack()
            stream = stack.enter_context(fsspec.open(self.files[file], "rb"))
            try:
                self._open[file] = stack, pq.ParquetFile(stream, read_dictionary=ENCODED)
            except BaseException:
                stack.close()
                raise
        return self._open[file][1]

    def _close(self, file: int) -> None:
        stack, _ = self._open.pop(file, (None, None))
        if stack is not None:
            stack.close()


def keys(rows: pa.Table, group: Group) -> pa.ChunkedArray:
    """Return the name of the caption, or of the image, of each row. Adjacent rows of the same name belong together."""
    if group == "caption":
        return rows["caption_id"]
    return pc.coalesce(image_names(rows), rows["caption_id"])


def starts(keys: pa.ChunkedArray) -> list[int]:
    """Return the index of the first row of each run of equal keys."""
    if not len(keys):
        return []
    return [0, *(int(each) + 1 for each in pc.indices_nonzero(pc.not_equal(keys[1:], keys[:-1])).to_pylist())]


def _same(keys: pa.ChunkedArray, key: Any) -> int:
    """Return how many of the first keys equal `key`."""
    if not len(keys) or keys[0] != key:
        return 0
    found = starts(keys)
    return found[1] if len(found) > 1 else len(keys)
