import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from hardneg.errors import UserError
from hardneg.scenes.language import COLOUR_WORDS, language_of
from hardneg.scenes.photo.catalogue import Colours
from scripts.fetch_stamps import LIST, PACKAGES, STAMPS, Package, fetch, main, unpacked

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")


def test_the_list_has_nouns_with_files_and_colours_that_the_catalogue_reads() -> None:
    listed = yaml.safe_load(LIST.read_text())
    assert set(listed["backgrounds"]) < set(PACKAGES)
    for files in listed["cutouts"].values():
        for colours in TypeAdapter(dict[str, Colours]).validate_python(files).values():
            assert colours.recolour or colours.colour or colours.doubtful
            assert {*(colours.doubtful or ()), *filter(None, [colours.colour])} <= {*COLOUR_WORDS}


def test_no_noun_is_the_plural_of_another_or_a_word_of_the_language() -> None:
    nouns = tuple(yaml.safe_load(LIST.read_text())["cutouts"])
    language = language_of(nouns)
    assert len(language.nouns) == len({*nouns, *language.plurals.values()})
    assert not {*language.nouns} & {*language.adjectives}


@needs_dpkg
def test_a_package_is_unpacked_only_with_its_own_hash(tmp_path: Path) -> None:
    root, debs = tmp_path / "root", tmp_path / "debs"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN" / "control").write_text(
        "Package: toy\nVersion: 1\nArchitecture: all\nMaintainer: none <none@example.org>\nDescription: toy\n"
    )
    (root / "usr").mkdir()
    (root / "usr" / "picture.png").write_bytes(b"picture")
    debs.mkdir()
    subprocess.run(["dpkg-deb", "--build", root, debs / "toy_1_all.deb"], check=True, capture_output=True)
    digest = hashlib.sha256((debs / "toy_1_all.deb").read_bytes()).hexdigest()
    toy = Package("toy", "pool/toy_1_all.deb", digest, "usr")
    assert (unpacked(toy, "", debs, tmp_path) / "usr" / "picture.png").read_bytes() == b"picture"
    with pytest.raises(UserError, match=f"toy_1_all.deb: SHA-256 is {digest}, not 0"):
        unpacked(toy._replace(sha256="0"), "", debs, tmp_path)


@needs_dpkg
def test_a_missing_package_or_mirror_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        fetch(tmp_path / "to", "", tmp_path)
    for mirror in ("http://127.0.0.1:9", "deb.example.org/debian"):
        with pytest.raises(UserError, match="name another mirror with --mirror"):
            unpacked(STAMPS, mirror, None, tmp_path)
    assert not (tmp_path / "to").exists()


@needs_dpkg
def test_the_command_ends_with_the_line_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["fetch_stamps", "--to", str(tmp_path / "to"), "--debs", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^error: .*\.deb: no such file"):
        main()
