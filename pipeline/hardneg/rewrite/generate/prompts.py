"""Prompts: YAML files, one for each family with a hole, which an LLM continues with the replacement.

`text` is a template of one caption and its change. Its places are `{caption}`, `{old}`, `{new}`, and `{before}` and `{after}`, the caption
on either side of the source words. A prompt is the `head`, the `examples` filled in, and the current caption up to `{new}`. All prompts of
a family share head and examples, so an engine computes them once.

The shipped prompts are in `prompts/`. A file of the folder `rewrite.prompts` replaces the shipped prompt of its family.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.llm.plain_text import one_line
from hardneg.schemas.family import Family

PLACES = re.compile(r"\{(caption|old|before|after|new)\}")
BETWEEN = "\n\n"


class Example(BaseModel):
    """A worked example: `old` occurs once in `caption`, and `new` replaces it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: str
    old: str
    new: str

    @model_validator(mode="after")
    def _old_occurs_once(self) -> Self:
        if len(re.findall(rf"\b{re.escape(self.old)}\b", self.caption)) != 1:
            raise ValueError(f"{self.old!r} does not occur exactly once in {self.caption!r}")
        return self

    @property
    def start(self) -> int:
        """Return the offset of `old` in `caption`."""
        return next(re.finditer(rf"\b{re.escape(self.old)}\b", self.caption)).start()


class Prompt(BaseModel):
    """A prompt is the content of one YAML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str
    family: Family
    head: str
    text: str
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _text_has_its_places(self) -> Self:
        places = PLACES.findall(self.text)
        if places.count("new") != 1 or "caption" not in places:
            raise ValueError("text must contain {new} once, and {caption}")
        if set(places[: places.index("new")]) & {"after"}:
            raise ValueError("{after} must follow {new} in text")
        return self

    @cached_property
    def hash(self) -> str:
        """Return the SHA-256 of the fields, whatever the layout of the file."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def shared(self) -> str:
        """Return the beginning that all prompts of this family share."""
        shown = [_show(self.text, each.caption, each.start, each.start + len(each.old), each.new) for each in self.examples]
        return BETWEEN.join([self.head.strip(), *shown, ""])

    def render(self, caption: str, start: int, end: int) -> str:
        """Return the prompt for a replacement of `caption[start:end]`; a space and the answer continue it."""
        return self.shared + _show(self.text.split("{new}")[0], caption, start, end, "")


def _show(text: str, caption: str, start: int, end: int, new: str) -> str:
    """Return `text` with its places filled in one pass, so that braces in a caption are kept."""
    gap = " " if caption[end : end + 1].isspace() else ""
    filled = {
        "caption": one_line(caption),
        "old": one_line(caption[start:end]),
        "before": one_line(caption[:start]),
        "after": gap + one_line(caption[end:]),
        "new": new,
    }
    shown = PLACES.sub(lambda place: filled[place.group(1)], text)
    return re.sub(" +", " ", shown).rstrip()


def load_all(families: Iterable[Family], folder: str | None = None) -> dict[str, Prompt]:
    """Return the prompt of each family by its name: that of `folder` where it has one, else the shipped one.

    Raises:
        UserError: The folder is missing or has no prompt, one of its files is no prompt of these families, or two prompts have one id.
    """
    shipped_prompts = {family.value: load(family) for family in families}
    own = _read_folder(Path(folder).expanduser(), shipped_prompts) if folder is not None else {}
    prompts = shipped_prompts | own
    names: dict[str, str] = {}
    for name, prompt in prompts.items():
        if prompt.id in names:
            other = names[prompt.id]
            raise UserError(f"rewrite.prompts {folder}: {other} and {name} have the same id, {prompt.id}; give each prompt its own id")
        names[prompt.id] = name
    return prompts


def _read_folder(folder: Path, known: Collection[str]) -> dict[str, Prompt]:
    where = f"rewrite.prompts {folder}"
    if not folder.is_dir():
        raise UserError(f"{where}: there is no such folder; give one with files such as {next(iter(known))}.yaml, or null")
    files = sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
    if not files:
        raise UserError(f"{where}: the folder has no prompt; name its files FAMILY.yaml, such as {next(iter(known))}.yaml")
    found: dict[str, Prompt] = {}
    for file in files:
        if file.stem not in known:
            raise UserError(f"{where}: {file.name} names no family with a prompt; rename it to one of {', '.join(known)}")
        if file.stem in found:
            raise UserError(f"{where}: {file.stem}.yaml and {file.stem}.yml are for the same family; remove one")
        found[file.stem] = read(_text_of(file, where), f"{where}: {file.name}", Family(file.stem))
    return found


def _text_of(file: Path, where: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{where}: {file.name} cannot be read ({' '.join(str(error).split())}); write it as UTF-8 text") from None


@cache
def load(family: Family) -> Prompt:
    """Return the shipped prompt of a family.

    Raises:
        UserError: There is none, or it is malformed.
    """
    file = shipped("prompts") / f"{family.value}.yaml"
    if not file.is_file():
        raise UserError(f"there is no prompt for the family {family.value}: write prompts/{family.value}.yaml")
    return read(file.read_text(encoding="utf-8"), f"prompts/{family.value}.yaml", family)


def read(written: str, name: str, family: Family) -> Prompt:
    """Parse the YAML `written` as a prompt; `name` is for messages.

    Raises:
        UserError: It is no prompt, or one of another family.
    """
    try:
        prompt = Prompt.model_validate(yaml.safe_load(written))
    except yaml.YAMLError as error:
        raise UserError(f"{name} is not YAML: {' '.join(str(error).split())}; correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise UserError(f"{name} is not a prompt: {where + ': ' if where else ''}{first['msg']}; see schemas/prompt.schema.json") from error
    if prompt.family != family:
        raise UserError(f"{name} says it is of the family {prompt.family.value}, not {family.value}; rename the file or set its family")
    return prompt
