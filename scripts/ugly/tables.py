"""Make damaged and hostile tables: JSON, JSON lines, delimited text, Parquet, compressed files, pickles and YAML."""

import gzip
import io
import json
import pickle
from collections.abc import Iterator
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from zstandard import ZstdCompressor

from scripts.ugly.images import flipped
from scripts.ugly.texts import Input, lines

ROWS: list[dict[str, object]] = [{"id": i, "caption": f"A brown dog runs on green grass beside tree number {i}."} for i in range(20)]
PLAIN = lines(ROWS)
CSV = b"id,caption\n" + b"".join(f'{row["id"]},"{row["caption"]}"\n'.encode() for row in ROWS)


class Taken:
    """Run a command when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Return the command."""
        import os

        return os.system, ("touch taken",)


def inputs(rng: Random) -> Iterator[Input]:
    """Yield a folder for each table."""
    for name, data in {**_json(), **_delimited(), **_columnar(rng), **_others()}.items():
        ending = name.partition(".")[2]
        yield f"table-{name.partition('.')[0]}", {f"captions.{ending}": data}
    for number in range(6):
        yield f"table-noise-{number}", {f"captions.{rng.choice(['csv', 'tsv', 'txt', 'json', 'jsonl'])}": rng.randbytes(2000)}
    for number in range(6):
        yield f"table-csv-flipped-{number}", {"captions.csv": flipped(rng, CSV)}
        yield f"table-jsonl-flipped-{number}", {"captions.jsonl": flipped(rng, PLAIN)}
    yield "name-escape", {"a\x1b[31mb.jsonl": PLAIN}
    yield "name-line", {"a\nb.jsonl": PLAIN}
    yield "name-shell", {"$(touch taken);.jsonl": PLAIN}
    yield "name-option", {"--help.jsonl": PLAIN}
    yield "name-markup", {"[bold]a[red].jsonl": PLAIN}
    yield "name-format", {"{0.__class__}%s.jsonl": PLAIN}
    yield "name-undecodable", {"a\udcff.jsonl": PLAIN}


def _json() -> dict[str, bytes]:
    whole = json.dumps(ROWS).encode()
    return {
        "json-cut.json": whole[: len(whole) // 2],
        "json-deep.json": b"[" * 100_000,
        "json-deep-row.jsonl": b'{"caption": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n" + PLAIN,
        "json-number.json": b"7",
        "json-text.json": b'"A dog runs on the green grass."',
        "json-huge-number.jsonl": b'{"id": ' + b"9" * 20_000 + b', "caption": "A dog runs on the green grass."}\n' + PLAIN,
        "json-nan.jsonl": b'{"score": NaN, "caption": "A dog runs on the green grass."}\n' + PLAIN,
        "json-twice.jsonl": b'{"caption": "A dog runs on the green grass.", "caption": "A cat sits on a red chair."}\n',
        "json-types.jsonl": lines(
            [dict[str, object](caption=value) for value in (7, None, True, [], {}, [[["a dog runs"]]], {"a": {"b": "a dog"}}, "")]
        )
        + PLAIN,
        "json-keys.jsonl": lines([{f"k{i}": "a dog" for i in range(5000)} | {"caption": "A dog runs on the green grass."}]),
        "jsonl-broken.jsonl": b"{\n" + PLAIN + b"not json\n\n\n" + PLAIN[:50],
        "jsonl-one-line.jsonl": b'{"caption": "' + b"a dog runs " * 300_000 + b'"}',
        "jsonl-utf16.jsonl": PLAIN.decode().encode("utf-16"),
        "jsonl-latin.jsonl": PLAIN + '{"caption": "A caf\u00e9 with a red door stands here."}\n'.encode("latin-1"),
        "jsonl-concatenated.jsonl": PLAIN.replace(b"\n", b""),
        "jsonl-empty.jsonl": b"",
        "jsonl-nulls.jsonl": b"\0" * 5000,
    }


def _delimited() -> dict[str, bytes]:
    return {
        "csv-open-quote.csv": CSV + b'x.jpg,"A dog that never ends\n' * 30,
        "csv-nulls.csv": CSV.replace(b"dog", b"d\0g"),
        "csv-ragged.csv": CSV + b"1,2,3,4,5,6\n,,,,\nalone\n",
        "csv-wide.csv": b",".join(b"c%d" % i for i in range(3_000)) + b"\n" + b",".join(b"x" for _ in range(3_000)) + b"\n",
        "csv-huge-field.csv": b"image,caption\n1.jpg," + b"a dog runs " * 300_000 + b"\n",
        "csv-formula.csv": b"image,caption\n=1+1.jpg,=cmd|' /C calc'!A0 a dog runs\n",
        "csv-returns.csv": CSV.replace(b"\n", b"\r"),
        "csv-utf16.csv": CSV.decode().encode("utf-16"),
        "csv-twice.csv": b"caption,caption\n" + b"A dog runs on green grass.,A cat sits on a red chair.\n" * 3,
        "tsv-as-csv.csv": CSV.replace(b",", b"\t"),
        "txt-one-word.txt": b"dog\n" * 50,
        "txt-blank.txt": b"\n" * 5000,
    }


def _columnar(rng: Random) -> dict[str, bytes]:
    whole = _parquet(pa.Table.from_pylist(ROWS))
    return {
        "parquet-cut.parquet": whole[: len(whole) // 2],
        "parquet-magic.parquet": b"PAR1" + b"\xff" * 100 + b"\xff\xff\xff\x7fPAR1",
        "parquet-text.parquet": CSV,
        "parquet-rows-0.parquet": _parquet(pa.Table.from_pylist(ROWS).slice(0, 0)),
        "parquet-bytes.parquet": _parquet(pa.table({"caption": pa.array([b"\xff\xfe a dog", b"A dog runs on green grass."])})),
        "parquet-numbers.parquet": _parquet(pa.table({"caption": [1, 2, 3]})),
        "parquet-nulls.parquet": _parquet(pa.table({"caption": pa.nulls(5)})),
        **{f"parquet-flipped-{i}.parquet": flipped(rng, whole) for i in range(6)},
        "arrow-cut.arrow": _arrow(pa.Table.from_pylist(ROWS))[:300],
        "arrow-flipped.arrow": flipped(rng, _arrow(pa.Table.from_pylist(ROWS))),
    }


def _others() -> dict[str, bytes]:
    whole = gzip.compress(PLAIN, mtime=0)
    return {
        "gzip-cut.jsonl.gz": whole[: len(whole) // 2],
        "gzip-no.jsonl.gz": PLAIN,
        "gzip-bomb.jsonl.gz": gzip.compress(b'{"caption": "' + b"a" * 100_000_000, mtime=0),
        "gzip-bomb-lines.jsonl.gz": gzip.compress(b"\n" * 5_000_000, mtime=0),
        "gzip-tail.jsonl.gz": whole + b"tail",
        "zstd-no.jsonl.zst": PLAIN,
        "zstd-bomb.jsonl.zst": ZstdCompressor().compress(b"0" * 300_000_000),
        "pickle.pkl": pickle.dumps(Taken()),
        "pickle-as-json.json": pickle.dumps(Taken()),
        "yaml.yaml": b"!!python/object/apply:os.system ['touch taken']\n",
        "numpy.npy": b"\x93NUMPY" + pickle.dumps(Taken()),
    }


def _parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def _arrow(table: pa.Table) -> bytes:
    file = io.BytesIO()
    with pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return file.getvalue()
