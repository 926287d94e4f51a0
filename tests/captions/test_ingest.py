import json
import uuid
from pathlib import Path

import pytest

from hardneg.captions.ingest import ingest, read_cut
from hardneg.engine import parts, storage
from hardneg.errors import UserError
from hardneg.schemas.config import Config

CONFIG = Config(part_size=2)


def write(path: Path, captions: list[str]) -> str:
    path.write_text("".join(json.dumps({"id": str(i), "caption": caption}) + "\n" for i, caption in enumerate(captions)))
    return str(path)


def fingerprints(out: str, count: int) -> list[str | None]:
    return [done.fingerprint if done else None for done in parts.read_dones(out, "input", count)]


@pytest.fixture(params=["local", "memory"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out") if request.param == "local" else f"memory://{uuid.uuid4().hex}"


def test_the_input_is_cut_into_parts_once(tmp_path: Path, out: str) -> None:
    source = write(tmp_path / "in.jsonl", ["a dog", "a cat", "a bird"])

    first, fresh = ingest(out, source, CONFIG)
    second, again = ingest(out, source, CONFIG)

    assert (fresh, again) == (True, False)
    assert first == second == read_cut(out)
    assert [parts.read_rows(out, "input", k)["caption"].to_pylist() for k in (0, 1)] == [["a dog", "a cat"], ["a bird"]]


def test_a_changed_input_keeps_the_fingerprints_of_equal_parts(tmp_path: Path, out: str) -> None:
    ingest(out, write(tmp_path / "in.jsonl", ["a dog", "a cat", "a bird", "a fox"]), CONFIG)
    before = fingerprints(out, 2)

    _, fresh = ingest(out, write(tmp_path / "in.jsonl", ["a dog", "a cat", "a bird", "a black fox"]), CONFIG)

    after = fingerprints(out, 2)
    assert fresh
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_cut_that_was_killed_is_repeated(tmp_path: Path, out: str) -> None:
    source = write(tmp_path / "in.jsonl", ["a dog", "a cat", "a bird"])
    ingest(out, source, CONFIG)
    storage.remove(storage.join(out, "input", "done.json"))
    storage.remove(parts.done_path(out, "input", 1))

    cut, fresh = ingest(out, source, CONFIG)

    assert (cut.parts, fresh) == (2, True)
    assert None not in fingerprints(out, 2)


def test_a_missing_input_leaves_the_old_cut(tmp_path: Path, out: str) -> None:
    ingest(out, write(tmp_path / "in.jsonl", ["a dog"]), CONFIG)

    with pytest.raises(UserError):
        ingest(out, str(tmp_path / "none.jsonl"), CONFIG)

    assert read_cut(out) is not None


def test_a_record_of_the_cut_that_names_fewer_parts_after_damage_is_not_believed(tmp_path: Path) -> None:
    out, source = str(tmp_path / "out"), write(tmp_path / "in.jsonl", ["a dog", "a cat", "a bird"])
    made, _ = ingest(out, source, CONFIG)
    record = tmp_path / "out/input/done.json"
    record.write_bytes(record.read_bytes().replace(b'"parts": 2', b'"parts": 1'))

    assert read_cut(out) is None
    assert ingest(out, source, CONFIG) == (made, True)
