import hashlib
import os
from pathlib import Path

from hardneg.models.digest import digest, digest_of, sha256


def folder(at: Path) -> Path:
    (at / "inner").mkdir(parents=True)
    (at / "model.safetensors").write_bytes(b"weights")
    (at / "inner" / "config.json").write_text("{}")
    (at / "README.md").write_text("card")
    return at


def test_a_file_has_the_sha256_of_its_bytes(tmp_path: Path) -> None:
    file = folder(tmp_path / "m") / "model.safetensors"
    assert sha256(file) == hashlib.sha256(b"weights").hexdigest()


def test_two_copies_of_a_folder_have_one_digest(tmp_path: Path) -> None:
    patterns = ("*.safetensors", "**/*.json")
    assert digest(folder(tmp_path / "one"), patterns) == digest(folder(tmp_path / "two"), patterns)


def test_a_file_that_decides_nothing_does_not_count(tmp_path: Path) -> None:
    at = folder(tmp_path / "m")
    before = digest(at, ("*.safetensors",))
    (at / "README.md").write_text("another card")
    assert digest(at, ("*.safetensors",)) == before


def test_a_byte_that_changes_in_a_file_of_the_same_size_changes_the_digest(tmp_path: Path) -> None:
    file = folder(tmp_path / "m") / "model.safetensors"
    before = digest(file.parent, ("*.safetensors",))
    at = file.stat().st_mtime_ns
    file.write_bytes(b"weighty")
    os.utime(file, ns=(at + 1_000_000_000, at + 1_000_000_000))
    assert digest(file.parent, ("*.safetensors",)) != before


def test_a_renamed_file_changes_the_digest_and_the_order_of_files_does_not() -> None:
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})
    assert digest_of({"a": "1", "b": "2"}) != digest_of({"a": "1", "c": "2"})
