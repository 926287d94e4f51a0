from collections import Counter
from pathlib import Path

import pytest

from hardneg.schemas.reasons import Reason
from scripts.ugly_inputs import Outcome, read, write

REFUSED = {"text": 1, "path": 0, "image": 0, "table": 42, "name": 1, "tar": 14}
"""Upper bounds of the inputs that are refused as a whole: those of which nothing can be read."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    folder = tmp_path_factory.mktemp("ugly")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("here"))
        found = [read(each) for each in write(folder)]
        assert not list(Path().iterdir())  # no input ran a command
    return found


@pytest.mark.slow
def test_every_record_of_two_hundred_ugly_inputs_is_a_row_or_a_reject(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 200
    for found in outcomes:
        assert found.kept + sum(found.rejects.values()) == found.records, found
        assert set(found.rejects) <= set(Reason), found
        assert (found.records > 0) != (found.refusal is not None), found


@pytest.mark.slow
def test_what_cannot_be_read_at_all_is_refused_with_one_printable_line(outcomes: list[Outcome]) -> None:
    assert Counter(each.kind for each in outcomes if each.refusal is not None) <= Counter(REFUSED)
    for found in outcomes:
        assert found.refusal is None or found.refusal.isprintable(), found


@pytest.mark.slow
def test_no_image_elsewhere_is_opened_and_bombs_are_not_decoded(outcomes: list[Outcome]) -> None:
    kept = {each.name for each in outcomes if each.kind in ("path", "image") and each.kept}
    harmless = {"path-empty", "image-gif-many-frames", "image-thread", "image-jpeg-with-html", "image-webp-flipped"}
    assert kept <= harmless
    rejects = {each.name: set(each.rejects) for each in outcomes}
    assert rejects["image-header-bomb"] == rejects["image-pixel-bomb"] == {"image_too_large"}
    assert rejects["path-device"] == rejects["path-metadata-url"] == rejects["path-above"] == {"image_refused"}


@pytest.mark.slow
def test_fifty_injections_are_captions_like_others(outcomes: list[Outcome]) -> None:
    (found,) = (each for each in outcomes if each.name == "text-injections")
    assert (found.records, found.kept) == (50, 50)


@pytest.mark.slow
def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    some = [[(path.name, path.read_bytes()) for path in _files(write(tmp_path / name, 3))] for name in ("a", "b")]
    assert some[0] == some[1]


def _files(folders: list[Path]) -> list[Path]:
    return sorted(path for folder in folders for path in folder.iterdir() if path.is_file())
