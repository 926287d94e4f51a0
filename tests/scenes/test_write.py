import json
import tarfile
from pathlib import Path

import pytest

from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read
from hardneg.errors import UserError
from hardneg.scenes.graph import from_dict
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import png
from hardneg.scenes.world import sample_at
from hardneg.scenes.write import write
from hardneg.schemas.config import CaptionsConfig


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scenes") / "out"
    assert write(str(out), 12, 7)
    return out


def test_the_same_arguments_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write(str(tmp_path / "again"), 12, 7)
    assert content(tmp_path / "again") == content(written)


def test_captions_graphs_and_pictures_belong_together(written: Path) -> None:
    captions = [json.loads(line) for line in (written / "captions.jsonl").read_text().splitlines()]
    graphs = [json.loads(line) for line in (written / "graphs.jsonl").read_text().splitlines()]
    assert len(captions) == len(graphs) == 12
    for caption, graph in zip(captions, graphs, strict=True):
        scene = from_dict(graph["scene"])
        assert caption["id"] == graph["id"]
        assert is_true(caption["caption"], scene) is True
        assert (written / caption["image"]).read_bytes() == png(scene)


def test_a_shard_holds_picture_text_and_graph_of_each(written: Path) -> None:
    with tarfile.open(written / "shards" / "scenes-00000.tar") as shard:
        assert [member.name for member in shard][:4] == ["000000.png", "000000.txt", "000000.json", "000001.png"]
        text = shard.extractfile("000001.txt")
        assert text is not None
        assert text.read().decode() == sample_at(7, 1).caption


@pytest.mark.parametrize("name", ["captions.jsonl", "shards/scenes-00000.tar"])
def test_the_pipeline_reads_what_is_written(written: Path, name: str) -> None:
    records = list(read(find(str(written / name)).sources[0], CaptionsConfig()))
    assert [record.caption for record in records] == [sample_at(7, i).caption for i in range(12)]
    assert all(record.image_path for record in records)


def test_what_is_there_is_left_alone(written: Path) -> None:
    before = content(written)
    assert write(str(written), 12, 7) is False
    with pytest.raises(UserError, match="not empty"):
        write(str(written), 13, 7)
    assert content(written) == before


def test_an_unfinished_folder_is_begun_again(tmp_path: Path) -> None:
    left = tmp_path / "out.unfinished" / "images"
    left.mkdir(parents=True)
    (left / "000099.png").write_bytes(b"half")
    assert write(str(tmp_path / "out"), 3, 1)
    assert sorted(path.name for path in (tmp_path / "out" / "images").iterdir()) == ["000000.png", "000001.png", "000002.png"]
    assert not left.exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(UserError, match="is a file"):
        write(str(tmp_path / "out"), 3, 1)


def test_labelled_additions_are_written_where_asked_for(written: Path, tmp_path: Path) -> None:
    assert write(str(tmp_path / "out"), 12, 7, additions=True)
    rows = [json.loads(line) for line in (tmp_path / "out" / "labels.jsonl").read_text().splitlines()]
    added = [row for row in rows if row.get("added")]
    others = [json.loads(line) for line in (written / "labels.jsonl").read_text().splitlines()]
    assert [row for row in rows if not row.get("added")] == others
    assert {row["valid"] for row in added} == {True, False}
    assert all((tmp_path / "out" / row["image"]).exists() for row in added)
    assert len({row["image"] for row in added}) == len(added)
    assert write(str(tmp_path / "out"), 12, 7, additions=True) is False
    with pytest.raises(UserError, match="not these scenes"):
        write(str(tmp_path / "out"), 12, 7)
    assert not (written / "additions").exists()
