from pathlib import Path
from typing import Any

import pytest
import toy

from hardneg.engine import storage
from hardneg.engine.manifest import is_foreign, moved, read_manifest, require_manifest, run_id, write_manifest
from hardneg.engine.order import folders
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Machine, Manifest


class Model(toy.Toy):
    def fingerprint(self) -> dict[str, object]:
        return {"models": {"llm": "smol@1", "reader": "smol@2", "text_matcher": None}, "prompts": {"count": "abc"}}


def manifest(config: Config, run: str = "r") -> Manifest:
    return Manifest(run_id=run, input="in.jsonl", config=config, parts=2)


def test_the_run_id_follows_from_config_and_input() -> None:
    plain, many = Config(), Config.model_validate({"parse": {"workers": 9}, "run": {"attempts": 5}})
    ids = [run_id(plain, ["a", "b"]), run_id(plain, ["b", "a"]), run_id(plain, ["a"]), run_id(Config(seed=1), ["a", "b"])]

    assert len(set(ids)) == 4
    assert run_id(many, ["a", "b"]) == ids[0]
    assert all(len(one) == 16 for one in ids)


@pytest.mark.parametrize("sections", [{"shards": {"shard_mb": 9, "compression_level": 9, "val_share": 0.5}}, {"synthesise": {"steps": 3}}])
def test_settings_that_change_no_row_leave_the_run_id(sections: dict[str, Any]) -> None:
    assert run_id(Config.model_validate(sections), ["a"]) == run_id(Config(), ["a"])
    drawing = {"synthesise": {"enabled": True} | sections.get("synthesise", {})}
    assert run_id(Config.model_validate(drawing), ["a"]) != run_id(Config(), ["a"])


def test_the_manifest_names_models_prompts_and_versions(tmp_path: Path) -> None:
    write_manifest(str(tmp_path), manifest(Config()), [Model("rewrite")])

    found = read_manifest(str(tmp_path))
    assert found is not None
    assert (found.models, found.prompts) == ({"rewrite.llm": "smol@1", "rewrite.reader": "smol@2"}, {"count": "abc"})
    assert {"hardneg", "ray", "pyarrow"} <= set(found.versions)


def test_a_stage_run_alone_keeps_what_the_others_recorded(tmp_path: Path) -> None:
    write_manifest(str(tmp_path), manifest(Config()), [Model("rewrite")])

    same = write_manifest(str(tmp_path), manifest(Config()), [toy.Toy("filter")])
    other = write_manifest(str(tmp_path), manifest(Config(), "other"), [toy.Toy("filter")])

    assert same.models == {"rewrite.llm": "smol@1", "rewrite.reader": "smol@2"}
    assert other.models == {}


def test_no_manifest_or_one_of_another_version_is_none(tmp_path: Path) -> None:
    assert read_manifest(str(tmp_path)) is None
    assert not is_foreign(str(tmp_path))
    storage.write(str(tmp_path / "manifest.json"), b'{"run_id": "r", "config": {"key_of_old": 1}}')
    assert read_manifest(str(tmp_path)) is None
    assert is_foreign(str(tmp_path))


def test_a_missing_manifest_and_one_of_another_version_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no run here \(no manifest.json\): run `hardneg run .* to make one"):
        require_manifest(str(tmp_path))
    storage.write(str(tmp_path / "manifest.json"), b'{"run_id": "r", "config": {"key_of_old": 1}}')
    with pytest.raises(UserError, match=r"of another version of hardneg: run `hardneg run .*, which keeps current parts"):
        require_manifest(str(tmp_path))


def test_a_run_that_goes_on_elsewhere_warns_and_names_both_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = str(tmp_path)
    assert moved(out) is None
    write_manifest(out, manifest(Config()), [Model("rewrite")])
    assert moved(out) is None
    other = Machine(processor="Other", architecture="x86_64", instructions=["avx512f"])
    monkeypatch.setattr("hardneg.engine.manifest.this_machine", lambda: other)

    warning = moved(out)
    write_manifest(out, manifest(Config()), [Model("rewrite")])

    assert warning is not None
    assert "Other (avx512f)" in warning
    found = read_manifest(out)
    assert found is not None
    assert len(found.machines) == 2
    assert found.machines[-1] == other
    assert moved(out) is None


def test_a_whole_run_takes_nothing_from_a_manifest_that_was_damaged(tmp_path: Path) -> None:
    stages = [Model(name) for name in folders(Config())[1:]]
    write_manifest(str(tmp_path), manifest(Config()), stages)
    before = (tmp_path / "manifest.json").read_bytes()
    (tmp_path / "manifest.json").write_bytes(before.replace(b'"parse.llm"', b'"pbrse.llm"'))

    write_manifest(str(tmp_path), manifest(Config()), stages)

    assert (tmp_path / "manifest.json").read_bytes() == before
