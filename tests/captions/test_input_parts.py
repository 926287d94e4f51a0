from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.captions.input_parts import publish
from hardneg.engine.order import INPUT
from hardneg.engine.parts import read_done
from hardneg.engine.storage import sha256


def table(*captions: str) -> pa.Table:
    return pa.table({"caption": list(captions)})


def test_a_part_has_the_hash_of_its_content_as_fingerprint_and_its_size_in_the_marker(tmp_path: Path) -> None:
    publish(str(tmp_path), 0, table("a dog", "a cat"))
    data = (tmp_path / INPUT / "part-00000.parquet").read_bytes()
    done = read_done(str(tmp_path), INPUT, 0)
    assert done is not None
    assert (done.fingerprint, done.rows_out, done.bytes) == (sha256(data), 2, {"part-00000.parquet": len(data)})
    assert not done.is_damaged()


def test_equal_content_is_not_written_again_and_other_content_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / INPUT / "part-00000.parquet"
    publish(str(tmp_path), 0, table("a dog"))
    first = path.stat().st_ino
    publish(str(tmp_path), 0, table("a dog"))
    assert path.stat().st_ino == first
    publish(str(tmp_path), 0, table("a cat"))
    done = read_done(str(tmp_path), INPUT, 0)
    assert done is not None
    assert done.fingerprint == sha256(path.read_bytes())


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(bytes(path.stat().st_size))], ids=["missing", "same size"])
def test_a_part_whose_file_is_damaged_beside_its_marker_is_written_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    path = tmp_path / INPUT / "part-00000.parquet"
    publish(str(tmp_path), 0, table("a dog"))
    sound = path.read_bytes()
    damage(path)
    publish(str(tmp_path), 0, table("a dog"))
    assert path.read_bytes() == sound
