"""Load the config: a YAML file, then `HARDNEG_*` variables, then `--set`; each overrides those before it."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.errors.extras import BY_MAKE
from hardneg.errors.secrets import holds_secret
from hardneg.schemas.config import Config
from hardneg.schemas.matching import MatchConfig
from hardneg.schemas.section import section_of

PREFIX = "HARDNEG_"
_SECRETS = "which would be stored in manifest.json; give the key of a server by api_key_env, and credentials of storage by the environment"
NOT_CONFIG = frozenset({"HARDNEG_CACHE", BY_MAKE})
SERVICE = re.compile(r"HARDNEG_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)")
"""The variables that Kubernetes sets in each pod for a Service whose name begins with `hardneg`."""
RENAMED = {
    "captions.text_endings": "captions.text_extensions",
    "captions.image_endings": "captions.image_extensions",
    "rewrite.method": "rewrite.writer",
    "rewrite.hole": "rewrite.writer",
    "rewrite.temperature": "rewrite.concreteness",
    "rewrite.balance.targets": "rewrite.balance.targets_per_caption",
    "rewrite.balance.proposals": "rewrite.balance.proposals_per_caption",
    "rewrite.trade": "rewrite.paired_deletion",
    "rewrite.balance.reader": "rewrite.balance.embedding_model",
    "rewrite.balance.with_image": "rewrite.balance.needs_image_per_caption",
    **{
        f"{section}.match.{name}": f"{section}.match.image_models"
        for section in ("filter", "synthesise")
        for name in ("image_model", "image_revision", "image_calibration", "margin_min", "margin_max", "caption_score_min")
    },
    "synthesise.mask_heat": "synthesise.mask_threshold",
}
"""The keys of the version before this one, with their names of today."""
OF_TEXTS = ("text_model", "text_revision", "text_calibration", "llm", "text_score_max", "mismatch_share")
"""Keys of `synthesise.match` that nothing reads, since image matchers alone check drawn images. A dump holds their defaults."""


def load(path: str | None = None, sets: Sequence[str] = (), environ: Mapping[str, str] = os.environ, base: Config | None = None) -> Config:
    """Load the config and validate it.

    Args:
        path: A YAML file, or the name of a shipped config such as `captions`; None for `base`.
        sets: `dotted.key=value` each; the value is YAML.
        environ: Variables such as `HARDNEG_REWRITE__LLM__MODEL`, in which two underscores separate levels.
        base: The config in force where no `path` is given, such as that of a run that goes on; None for the defaults.

    Raises:
        UserError: A file cannot be read, a key does not exist, or a value is not allowed; the message says where, and what is allowed.
    """
    layers = [(path, _from_file(path))] if path is not None else []
    layers += [(name, _nest(_dotted(name), _value(environ[name], name))) for name in sorted(environ) if _is_ours(name)]
    layers += [_from_set(text) for text in sets]
    merged: dict[str, Any] = base.model_dump(mode="json") if base is not None and path is None else {}
    origin: dict[str, str] = {}
    for source, layer in layers:
        for key in _checked(layer, Config, "", source):
            origin[key] = source
        merged = _merge(merged, layer)
    try:
        config = Config.model_validate(merged)
    except ValidationError as error:
        raise _plain(error, origin) from None
    for name in OF_TEXTS if config.synthesise.match is not None else ():
        key = f"synthesise.match.{name}"
        unused = getattr(config.synthesise.match, name) != MatchConfig.model_fields[name].default
        if unused and (told := next((each for each in origin if f"{each}.".startswith(f"{key}.")), None)):
            raise UserError(f"{_at(origin[told], told)}: nothing reads it, since image matchers alone check drawn images")
    for key, value in _texts("", config.model_dump(mode="json")):
        if holds_secret(value):
            raise UserError(f"{_at(_source(key, origin), key)}: holds a password or token, {_SECRETS}")
    return config


def _texts(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts in a value with their dotted keys."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _texts(f"{key}.{name}" if key else str(name), below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(key, below)


def dump(config: Config) -> str:
    """Return YAML that `load` reads back to an equal config."""
    text: str = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    return text


def keys(model: type[BaseModel] = Config, under: str = "") -> Iterator[str]:
    """Yield every dotted key, sections included."""
    for name, info in model.model_fields.items():
        yield under + name
        if section := section_of(info):
            yield from keys(section, f"{under}{name}.")


def _file_named(path: str) -> Path:
    """Return the file that `path` names: a local file, or a shipped config."""
    return shipped("configs") / f"{path}.yaml" if path in _names() and not Path(path).is_file() else Path(path)


def _names() -> list[str]:
    return sorted(file.stem for file in shipped("configs").glob("*.yaml"))


def _from_file(path: str) -> dict[str, Any]:
    try:
        text = _file_named(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UserError(f"config {path}: {reason}; name a YAML file, or one of {', '.join(_names())}") from None
    value = _value(text, path)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UserError(f"config {path}: has no `key: value` lines; `hardneg config` prints an example")
    return value


def _from_set(text: str) -> tuple[str, dict[str, Any]]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UserError(f"--set {text}: write it as key=value, such as --set rewrite.llm.model=NAME")
    return f"--set {text}", _nest(key.strip(), _value(value, f"--set {text}"))


def _value(text: str, source: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark is not None and "\n" in text.strip() else ""
        raise UserError(f"{source}{line}: not YAML: {getattr(error, 'problem', None) or 'cannot be read'}") from None


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name not in NOT_CONFIG and not SERVICE.fullmatch(name)


def _dotted(name: str) -> str:
    return name.removeprefix(PREFIX).lower().replace("__", ".")


def _nest(key: str, value: Any) -> dict[str, Any]:
    for name in reversed(key.split(".")):
        value = {name: value}
    nested: dict[str, Any] = value
    return nested


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        if isinstance(value, dict):
            merged[name] = _merge(old if isinstance(old, dict) else {}, value)
        elif value is not None or not isinstance(old, dict):
            merged[name] = value
    return merged


def _checked(layer: dict[str, Any], model: type[BaseModel], under: str, source: str) -> Iterator[str]:
    """Yield the dotted keys that `layer` sets, and replace an empty section by an empty mapping.

    Raises:
        UserError: A key does not exist, or a section is set to a value.
    """
    for name, value in layer.items():
        key = f"{under}{name}"
        info = model.model_fields.get(str(name))
        if info is None:
            raise UserError(f"{_at(source, key)}: no such key; {_nearest(key + _only_path(value))}")
        section = section_of(info)
        if section is None or (value is None and section is not info.annotation):
            yield key
        elif value is None:
            layer[name] = {}
        elif isinstance(value, dict):
            yield from _checked(value, section, f"{key}.", source)
        else:
            raise UserError(f"{_at(source, key)}: is a section, not a value; its keys are {', '.join(section.model_fields)}")


def _only_path(value: Any) -> str:
    """Return the rest of a dotted path if `value` leads to a single key, else an empty string."""
    if not isinstance(value, dict) or len(value) != 1:
        return ""
    name, below = next(iter(value.items()))
    return f".{name}{_only_path(below)}"


def _nearest(key: str) -> str:
    """Return advice on an unknown key: it may have been renamed, be misspelt, or be in another section."""
    if today := RENAMED.get(key):
        return f"did you mean {today}? (renamed in this version)"
    known = list(keys())
    leaf = key.rpartition(".")[2]
    same_leaf = [name for name in known if name.rpartition(".")[2] == leaf]
    close = same_leaf or difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if not close:
        leaves = {name.rpartition(".")[2]: name for name in known}
        close = [leaves[match] for match in difflib.get_close_matches(leaf, leaves, n=1, cutoff=0.5)]
    return f"did you mean {' or '.join(close)}?" if close else "`hardneg config` prints all keys"


def _plain(error: ValidationError, origin: Mapping[str, str]) -> UserError:
    """Return the first error that pydantic found, in one line."""
    first = error.errors(include_url=False)[0]
    path = [str(item) for item in first["loc"]]
    key = ".".join(item for item in path if not item.isdigit() and item != "[key]")
    value = repr(first["input"])
    shown = value if len(value) <= 60 else value[:57] + "..."
    allowed = (
        first["msg"]
        .removeprefix("Value error, ")
        .replace("Input should be", "must be", 1)
        .replace("must be a valid dictionary", "must be a table, such as {key: value}")
    )
    return UserError(f"{_at(_source(key, origin), key)}: {shown} {allowed}")


def _source(key: str, origin: Mapping[str, str]) -> str:
    """Return where a key was set; for an entry of a table, where the table was set."""
    while key not in origin and "." in key:
        key = key.rpartition(".")[0]
    return origin.get(key, "config")


def _at(source: str, key: str) -> str:
    """Return the source of a key with the key, unless the source is a `--set`, which shows it."""
    return source if source.startswith("--set ") else f"{source}: {key}"
