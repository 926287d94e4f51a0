from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.models.resolve import GENERATOR, LANGUAGE_MODEL, MATCHER, ModelKind, is_here, known, resolve

KINDS = pytest.mark.parametrize("kind", [MATCHER, GENERATOR, LANGUAGE_MODEL], ids=lambda kind: kind.label)


@KINDS
def test_a_hub_id_may_name_its_revision(kind: ModelKind) -> None:
    found = resolve("owner/name@v2", kind)
    assert (found.name, found.source, found.commit, found.path) == ("owner/name", "owner/name", "v2", None)
    assert found.revision == "owner/name@v2"
    assert resolve("owner/name", kind, "v2") == found
    assert resolve("owner/name", kind).revision == "owner/name@main"


@KINDS
def test_two_revisions_contradict_each_other(kind: ModelKind) -> None:
    with pytest.raises(UserError, match="another revision, v1"):
        resolve("owner/name@v2", kind, "v1")


@KINDS
@pytest.mark.parametrize("name", ["nothing", "./none", "/no/such/folder", "~/none/such", "a/b/c"])
def test_what_is_neither_known_nor_a_folder_nor_a_hub_id_is_one_line(kind: ModelKind, name: str) -> None:
    with pytest.raises(UserError, match="no such folder; give a folder, a hub id") as caught:
        resolve(name, kind)
    assert known(kind)[0] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_known_name_comes_before_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenes").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resolve("scenes", MATCHER).path != tmp_path / "scenes"
    assert resolve("./scenes", MATCHER).path == tmp_path / "scenes"
    assert is_here("scenes", MATCHER)
    assert not is_here("owner/name", MATCHER)


@pytest.mark.parametrize(
    ("name", "kind", "revision"),
    [
        ("scenes", MATCHER, "scenes@bf30138388d9a66b"),
        ("text", MATCHER, "text@ed338bb4b290d518"),
    ],
)
def test_shipped_calibrations_name_the_revision_of_their_weights(name: str, kind: ModelKind, revision: str) -> None:
    assert resolve(name, kind).revision == revision
