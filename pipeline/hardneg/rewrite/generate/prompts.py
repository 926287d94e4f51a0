"""Prompts: YAML files in `prompts/`, one a family, whose text an LLM continues with the word or words of one hole.

`text` shows one caption and its change, with the places `{caption}`, `{old}`, `{before}` and `{after}` (the caption on either side of
the old words) and `{new}`. A prompt is the `head`, the `examples` filled in, and the caption at hand up to `{new}`. Head and examples are
the same throughout a family, so an engine computes them once.
"""

import hashlib
import json
import re
from functools import cache, cached_property
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.schemas.family import Family

PLACES = re.compile(r"\{(caption|old|before|after|new)\}")
BETWEEN = "\n\n"


def one_line(text: str) -> str:
    """`text` with white space folded, and nothing left in it that a tokenizer could take for a control token such as `<|im_end|>`."""
    return " ".join(text.replace("<|", "< |").replace("|>", "| >").split())


class Example(BaseModel):
    """A worked example: `old` stands in `caption` once, and `new` may stand there instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: str
    old: str
    new: str

    @model_validator(mode="after")
    def _old_stands_once(self) -> Self:
        if len(re.findall(rf"\b{re.escape(self.old)}\b", self.caption)) != 1:
            raise ValueError(f"{self.old!r} does not stand exactly once in {self.caption!r}")
        return self

    @property
    def start(self) -> int:
        """Where `old` begins in `caption`."""
        return next(re.finditer(rf"\b{re.escape(self.old)}\b", self.caption)).start()


class Prompt(BaseModel):
    """One file of `prompts/`."""

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
            raise ValueError("text must hold {new} once, and {caption}")
        if set(places[: places.index("new")]) & {"after"}:
            raise ValueError("{after} must follow {new} in text")
        return self

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the file says, however it is laid out."""
        said = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    @cached_property
    def shared(self) -> str:
        """What every prompt of this family begins with."""
        shown = [_show(self.text, each.caption, each.start, each.start + len(each.old), each.new) for each in self.examples]
        return BETWEEN.join([self.head.strip(), *shown, ""])

    def render(self, caption: str, start: int, end: int) -> str:
        """The prompt for what may stand instead of `caption[start:end]`; a space and the answer continue it."""
        return self.shared + _show(self.text.split("{new}")[0], caption, start, end, "")


def _show(text: str, caption: str, start: int, end: int, new: str) -> str:
    """`text` with its places filled, all in one pass, so that braces in a caption stay what they are."""
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


@cache
def load(family: Family) -> Prompt:
    """The prompt of `family`.

    Raises:
        UserError: There is none, or it is not one.
    """
    file = shipped("prompts") / f"{family.value}.yaml"
    if not file.is_file():
        raise UserError(f"there is no prompt for the family {family.value}: write prompts/{family.value}.yaml")
    return read(file.read_text(encoding="utf-8"), f"prompts/{family.value}.yaml", family)


def read(written: str, name: str, family: Family) -> Prompt:
    """The prompt that the YAML `written` holds; `name` is for messages.

    Raises:
        UserError: It is not a prompt, or one of another family.
    """
    try:
        prompt = Prompt.model_validate(yaml.safe_load(written))
    except yaml.YAMLError as error:
        raise UserError(f"{name} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise UserError(f"{name} is not a prompt: {where + ': ' if where else ''}{first['msg']}") from error
    if prompt.family != family:
        raise UserError(f"{name} says it is of the family {prompt.family.value}, not {family.value}")
    return prompt
