from pathlib import Path

from fsspec.implementations.local import LocalFileSystem

from hardneg.captions.files.hub import unique_files


def told(root: Path) -> tuple[list[str], dict[str, list[str]]]:
    found = unique_files(LocalFileSystem(), str(root))
    base = len(str(root)) + 1
    return [path[base:] for path in found.paths], {why: [path[base:] for path in paths] for why, paths in found.skipped.items()}


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def test_only_the_revision_of_main_is_read(tmp_path: Path) -> None:
    write(tmp_path, "ds/snapshots/aa/a.csv", "ds/snapshots/bb/a.csv", "ds/blobs/00")
    (tmp_path / "ds/refs").mkdir()
    (tmp_path / "ds/refs/main").write_text("aa")
    paths, skipped = told(tmp_path)
    assert "ds/snapshots/aa/a.csv" in paths
    assert "ds/snapshots/bb/a.csv" not in paths
    assert any("revision aa is" in why for why in skipped)
    assert not any("blobs" in path for path in paths)


def test_partial_downloads_and_caches_of_map_are_skipped_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, "a.arrow", "b.arrow.incomplete", "cache-12.arrow", "a.arrow.lock")
    paths, skipped = told(tmp_path)
    assert paths == ["a.arrow"]
    assert sorted([name for names in skipped.values() for name in names]) == ["b.arrow.incomplete", "cache-12.arrow"]


def test_a_link_to_a_file_that_is_read_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path, "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    paths, skipped = told(tmp_path)
    assert paths == ["a.csv"]
    assert [names for why, names in skipped.items() if "link" in why] == [["b.csv"]]


def test_a_name_that_is_not_utf8_is_skipped_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl")
    (tmp_path / "b\udcff.jsonl").touch()
    kept, skipped = told(tmp_path)
    assert kept == ["a.jsonl"]
    assert list(skipped) == ["not read, because its name is not UTF-8; rename it"]
