import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.export.destination import Destination
from hardneg.export.tars import key_of, tars
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def samples(path: Path) -> dict[str, dict[str, bytes]]:
    """Group the files of a tar by key, as webdataset does: endings begin at the first dot."""
    found: dict[str, dict[str, bytes]] = {}
    with tarfile.open(path) as tar:
        for entry in tar:
            key, _, ending = entry.name.partition(".")
            file = tar.extractfile(entry)
            assert file is not None
            found.setdefault(key, {})[ending] = file.read()
    return found


def test_webdataset_has_a_sample_for_each_caption_with_an_image_and_its_negatives_in_the_json(exported: Export, run: Path) -> None:
    folder, skipped = exported("webdataset")

    found = samples(folder / "train/000000.tar")
    expected = {key_of(group.caption_id): group for group in groups(str(run)) if group.image is not None}
    assert list(found) == list(expected)
    for key, files in found.items():
        group = expected[key]
        said = json.loads(files["json"])
        assert files["txt"].decode() == group.caption == said["caption"]
        assert said["negatives"] == [row["negative"] for row in group.rows if not row["needs_image"]]
        assert said["positives"] == group.positives
        assert files["png"][:4] == b"\x89PNG"
    assert json.loads((folder / "train/sizes.json").read_text()) == {"000000.tar": len(found)}
    assert skipped["captions without an image"] == sum(group.image is None for group in groups(str(run)))


def test_tars_are_of_bounded_size_and_equal_bytes(exported: Export) -> None:
    one, other = (exported("webdataset", "--per-file", "4")[0] for _ in range(2))

    sizes = json.loads((one / "train/sizes.json").read_text())
    assert list(sizes) == [f"{i:06d}.tar" for i in range(len(sizes))]
    assert len(sizes) > 1
    assert all(count == 4 for count in list(sizes.values())[:-1])
    for name in sizes:
        assert len(samples(one / "train" / name)) == sizes[name]
        assert (one / "train" / name).read_bytes() == (other / "train" / name).read_bytes()


def test_triplets_are_the_negatives_with_an_image_of_their_own_in_tripletclips_form(exported: Export, run: Path) -> None:
    folder, skipped = exported("triplets")

    found = list(samples(folder / "train/shard-0.tar").values())
    rows = [(group, row) for group in groups(str(run)) if group.image is not None for row in group.rows]
    drawn = [(group, row) for group, row in rows if row["negative_image"] is not None]
    assert len(found) == len(drawn) > 0
    for files, (group, row) in zip(found, drawn, strict=True):
        assert (files["caption"].decode(), files["neg_caption"].decode()) == (group.caption, row["negative"])
        assert files["neg_image"] == row["negative_image"]["bytes"]
        assert json.loads(files["json"])["id"] == row["id"]
    assert any(row["needs_image"] for _, row in drawn)
    assert skipped["negatives without an image"] == len(rows) - len(drawn)


@pytest.mark.parametrize(("identity", "key"), [("a-b_1", "a-b_1"), ("a.b", key_of("a.b")), ("a/b", key_of("a/b"))])
def test_keys_hold_neither_dots_nor_slashes(identity: str, key: str) -> None:
    assert key_of(identity) == key
    assert not set("./") & set(key)


def test_a_tar_ends_after_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.export.tars.BYTES_PER_TAR", 1_000)
    with tars(Destination(str(tmp_path), str(tmp_path)), "{}.tar", None) as writer:
        for number in range(6):
            writer.add(f"k{number}", {"bin": bytes(400)})
    assert writer.sizes == {"0.tar": 3, "1.tar": 3}
    assert io.BytesIO((tmp_path / "0.tar").read_bytes()).read(2) == b"k0"
