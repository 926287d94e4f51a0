"""Resolve what a user names as a model: a shipped or fetched name, a folder, or a hub id with an optional `@revision`.

Weights are read from safetensors only. Other formats are pickles, which run whatever code they hold when they are opened.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hardneg.errors import UserError
from hardneg.errors.extras import install
from hardneg.models import registry
from hardneg.models.digest import digest, digest_of
from hardneg.models.fetched import folder_of, incomplete, recorded
from hardneg.models.tensors import weights

PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt", ".msgpack", ".h5")
DIGITS = 16
"""Hexadecimal digits of a digest or commit in a revision."""

SHIPPED = Path(__file__).parent / "weights"
_TRANSFORMERS = (
    "*.safetensors",
    "config.json",
    "tokenizer*",
    "vocab*",
    "merges.txt",
    "*.model",
    "*processor_config.json",
    "special_tokens_map.json",
)
_FETCHED = (".safetensors", "tokenizer.json")
"""Endings of the files that decide the output of a fetched model. Its other files name versions of the libraries that wrote them."""


class ModelKind(NamedTuple):
    """Describe what models of one kind have in common.

    Attributes:
        label: What messages call such a model.
        config: The file that says what the model is.
        deciding: Glob patterns of the files that decide a result; cards and calibrations in the same folder do not.
        wanted: Glob patterns of what is downloaded from the hub: no pickles, and no weights of other frameworks.
        shipped: Folder of the models that come with this package; their names are those of their folders.
        fetched: Whether the models in `registry.MODELS` are of this kind.
        by_content: Whether the revision of a hub model is a digest, which calibrations name, rather than a commit.
        extra: The extra of this package that opens such models; shipped ones of the drawn world need only `scenes`.
        without: How to do without such a model.
    """

    label: str
    config: str
    deciding: tuple[str, ...]
    wanted: tuple[str, ...]
    shipped: Path | None
    fetched: bool
    by_content: bool
    extra: str
    without: str


MATCHER = ModelKind(
    label="matcher",
    config="config.json",
    deciding=_TRANSFORMERS,
    wanted=("*.json", "*.safetensors", "*.txt", "*.model"),
    shipped=SHIPPED / "matchers",
    fetched=False,
    by_content=True,
    extra="images",
    without="set no matcher",
)
GENERATOR = ModelKind(
    label="synthesise.model",
    config="model_index.json",
    deciding=("**/*.safetensors", "**/*.json", "**/*.txt", "**/*.model"),
    wanted=(),  # diffusers downloads, and knows which files a pipeline needs
    shipped=SHIPPED / "generators",
    fetched=False,
    by_content=False,
    extra="images",
    without="set synthesise.enabled=false",
)
ENCODER = ModelKind(
    label="encoder",
    config="config.json",
    deciding=_TRANSFORMERS,
    wanted=("*.json", "*.safetensors", "*.txt", "*.model"),
    shipped=None,
    fetched=True,
    by_content=True,
    extra="images",
    without="name another encoder",
)
LANGUAGE_MODEL = ModelKind(
    label="model",
    config="config.json",
    deciding=(*_TRANSFORMERS, "*.jinja", "*.gguf", *(f"*{suffix}" for suffix in PICKLES)),  # vLLM opens what the user chose
    wanted=("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"),
    shipped=None,
    fetched=True,
    by_content=False,
    extra="cpu",
    without="set rewrite.writer=lexicon",
)


class Resolved(NamedTuple):
    """Describe where a model is.

    Attributes:
        name: As the user named it; of a folder its last part, of a hub id without its revision.
        kind: Of the model.
        path: The folder; None where a hub id has not been downloaded.
        commit: Of a hub id: the commit, tag or branch asked for, or the commit that was downloaded.
    """

    name: str
    kind: ModelKind
    path: Path | None
    commit: str | None = None

    @property
    def source(self) -> str:
        """Return the folder as text, or the hub id: what vLLM and transformers open."""
        return self.name if self.path is None else str(self.path)

    @property
    def revision(self) -> str:
        """Return the name with digest or commit, for fingerprints: it changes when the weights do.

        The digest of a fetched model comes from the hashes recorded when it was fetched; of another folder every byte is read, once a
        process. A hub id that has not been downloaded counts as the revision asked for.
        """
        if self.path is None:
            return f"{self.name}@{self.commit or 'main'}"
        if self.commit is not None and not self.kind.by_content:
            return f"{self.name}@{self.commit[:DIGITS]}"
        if self.kind.fetched and self.path == folder_of(self.name):
            stored = {file: each.sha256 for file, each in recorded(self.path).items() if file.endswith(_FETCHED)}
            return f"{self.name}@{digest_of(stored)[:DIGITS]}"
        return revision_of(self.name, self.path, self.kind)


def revision_of(name: str, path: Path, kind: ModelKind = MATCHER) -> str:
    """Return the name with the digest of the folder's deciding files."""
    return f"{name}@{digest(path, kind.deciding)[:DIGITS]}"


def known(kind: ModelKind) -> list[str]:
    """Return the names that need no path: the shipped models of a kind, or those that can be fetched."""
    if kind.fetched:
        return list(registry.MODELS)
    return sorted(path.parent.name for path in kind.shipped.glob(f"*/{kind.config}")) if kind.shipped else []


def is_here(model: str, kind: ModelKind) -> bool:
    """Return whether a name stands for a shipped, fetchable or local model rather than for one of the hub."""
    return model in known(kind) or Path(model).expanduser().is_dir()


def resolve(model: str, kind: ModelKind, revision: str | None = None) -> Resolved:
    """Find the model that a user named, without the network.

    Args:
        model: A known name, a folder, or a hub id `owner/name` with an optional `@revision`. `./NAME` is the folder of that name.
        kind: What the model is for.
        revision: Commit, tag or branch of a hub id.

    Raises:
        UserError: There is no such model; a fetched one is not complete; or two different revisions are named.
    """
    if model in known(kind):
        return Resolved(model, kind, _fetched(model, kind) if kind.shipped is None else kind.shipped / model)
    path = Path(model).expanduser()
    if path.is_dir():
        return Resolved(path.resolve().name, kind, path.resolve())
    if path.is_file():
        raise UserError(f"{kind.label} {model}: is a file; give the folder that holds {kind.config}")
    name, _, asked = model.partition("@")
    if model.startswith(("/", "./", "../", "~")) or name.count("/") != 1:
        names = ", ".join(known(kind)) or "none"
        raise UserError(f"{kind.label} {model}: no such folder; give a folder, a hub id (owner/name), or a known name ({names})")
    if asked and revision and asked != revision:
        raise UserError(f"{kind.label} {model}: the config names another revision, {revision}; name one of them")
    return Resolved(name, kind, None, asked or revision)


def _snapshot(found: Resolved) -> str:
    from huggingface_hub import snapshot_download

    return str(snapshot_download(found.name, revision=found.commit, allow_patterns=list(found.kind.wanted)))


def download(found: Resolved, get: Callable[[Resolved], str] = _snapshot) -> Resolved:
    """Return a model with its folder; a hub id is downloaded by `get` unless it is in the cache.

    Raises:
        UserError: The hub does not give it, or a package is missing.
    """
    if found.path is not None:
        return found
    try:
        folder = Path(get(found))
    except ImportError:
        raise missing_package(found.kind, found.name) from None
    except (OSError, ValueError) as error:  # the hub's own errors are of these kinds
        raise _not_given(found, error) from None
    return found._replace(path=folder, commit=folder.name)


def _not_given(found: Resolved, error: Exception) -> UserError:
    """Return the error where neither a folder nor the hub has a model."""
    said = str(error).strip().splitlines()
    at = f" at {found.commit}" if found.commit else ""
    return UserError(
        f"{found.kind.label} {found.name}{at}: no folder here, and the hub did not give it ({type(error).__name__}: "
        f"{said[0] if said else ''}); give a folder, or a known name ({', '.join(known(found.kind)) or 'none'})"
    )


def missing_package(kind: ModelKind, model: str) -> UserError:
    """Return the error where the packages that open a kind of model are not installed."""
    extra = "scenes" if model.startswith("scenes") else kind.extra
    return UserError(f"{kind.label} {model}: needs torch and other packages; run `{install(extra)}`, or {kind.without}")


def config_of(found: Resolved) -> dict[str, Any]:
    """Return the content of the file that says what a model is.

    Raises:
        UserError: There is no such file, or it is no JSON object.
    """
    label, file = f"{found.kind.label} {found.name}", found.kind.config
    assert found.path is not None
    try:
        content = json.loads((found.path / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{label}: no {file} in it; give a folder written by save_pretrained, or by training here") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{label}: its {file} cannot be read ({error})") from None
    if not isinstance(content, dict):
        raise UserError(f"{label}: its {file} is no JSON object")
    return content


def weights_of(found: Resolved) -> Sequence[Path]:
    """Return the files of a model's weights, by name.

    Raises:
        UserError: There are none in safetensors.
    """
    assert found.path is not None
    files = weights(found.path)
    if files:
        return files
    label = f"{found.kind.label} {found.name}"
    pickled = sorted(file.name for file in found.path.iterdir() if file.suffix in PICKLES)
    if pickled:
        raise UserError(
            f"{label}: {pickled[0]} is a pickle, which can run code when it is opened; convert it to safetensors "
            "(load it where you trust it, then save_pretrained(folder))"
        )
    raise UserError(f"{label}: no model.safetensors in it")


def _fetched(name: str, kind: ModelKind) -> Path:
    folder = folder_of(name)
    if problem := incomplete(folder):
        raise UserError(f"{kind.label} {name}: {problem}; run `hardneg models fetch {name}`")
    return folder
