from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.encodings import decoded, hint, sample
from hardneg.captions.files.sources import Source
from hardneg.errors import UserError


def source(path: Path, content: bytes) -> Source:
    path.write_bytes(content)
    return Source(LocalFileSystem(), str(path), path.name, "text")


def test_a_sample_has_the_lines_with_their_numbers_and_says_that_it_is_whole(tmp_path: Path) -> None:
    seen = sample(source(tmp_path / "a.txt", b"a goat\n\na hen\n"), None)
    assert [(number, (line or "").strip()) for number, line in seen.lines] == [(1, "a goat"), (2, ""), (3, "a hen")]
    assert seen.whole
    assert seen.invalid == 0


def test_a_long_file_is_read_in_part(tmp_path: Path) -> None:
    seen = sample(source(tmp_path / "a.txt", b"a goat\n" * 5000), None)
    assert not seen.whole
    assert len(seen.lines) < 5000


def test_a_file_in_another_encoding_is_refused_with_the_setting(tmp_path: Path) -> None:
    file = source(tmp_path / "a.txt", "a goat in a café\na hen at a château\n".encode("cp1252"))
    with pytest.raises(UserError, match=r"captions\.encoding=cp1252"):
        sample(file, None)
    assert [(line or "").strip() for _, line in sample(file, "cp1252").lines] == ["a goat in a café", "a hen at a château"]


def test_one_broken_line_among_many_is_counted_and_not_refused(tmp_path: Path) -> None:
    seen = sample(source(tmp_path / "a.txt", b"a goat\n" * 30 + b"a caf\xe9\n"), None)
    assert seen.invalid == 1


def test_wide_characters_without_a_mark_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="utf-16-le"):
        sample(source(tmp_path / "a.txt", "a goat\na hen\n".encode("utf-16-le")), None)


def test_undecodable_bytes_survive_decoding() -> None:
    assert decoded(b"caf\xe9").encode(errors="surrogateescape") == b"caf\xe9"


def test_the_hint_names_cp1252_only_where_it_can_be_that() -> None:
    assert "cp1252" in hint(b"caf\xe9")
    assert "cp1252" not in hint(b"\x81\x8d")
