"""Define what a prompt is: the content of one YAML file.

For `rewrite.writer=choice`, `text` is a template of one caption and its change. Its places are `{caption}`, `{old}`, `{new}`, and
`{before}` and `{after}`, the caption on either side of the source words. A prompt is the `head`, the `examples` filled in, and the current
caption up to `{new}`. All prompts of a family share head and examples, so an engine computes them once.

For `write`, all families share one request (`hardneg.rewrite.writer.request`): `instruction` says what the family changes, and `written`
are its examples. Those of several families for one caption are shown together.
"""

import re
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hardneg.llm.plain_text import one_line
from hardneg.llm.prompt_file import PromptFile
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
        _check_occurs_once(self.old, self.caption)
        return self

    @property
    def start(self) -> int:
        """Return the offset of `old` in `caption`."""
        return next(re.finditer(rf"\b{re.escape(self.old)}\b", self.caption)).start()


class WriterExample(BaseModel):
    """An example for the writer: each of `new` replaces `old` in `caption`; where `old` is empty, `new` is the caption rewritten."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: str
    old: str = ""
    new: tuple[str, ...] = Field(min_length=1)
    hint: str = ""

    @model_validator(mode="after")
    def _old_occurs_once(self) -> Self:
        if self.old:
            _check_occurs_once(self.old, self.caption)
        return self


class WriterPrompt(PromptFile):
    """Hold what the requests of `rewrite.writer=write` say beside the families: the content of `write.yaml`.

    `{instructions}` in `system` is the place of the instructions of the families. `trained` is the system message for an adapter that was
    trained on requests without instructions and examples.
    """

    system: str
    trained: str = "You write hard negatives."

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.system.count("{instructions}") != 1:
            raise ValueError("system must contain {instructions} once")
        return self


class Paraphrased(BaseModel):
    """A worked example: `paraphrases` say the same as `caption`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: str
    paraphrases: tuple[str, ...] = Field(min_length=1)


class ParaphrasePrompt(PromptFile):
    """Hold what the requests for paraphrases say: the content of `paraphrase.yaml`. `{number}` in `system` is how many are asked for."""

    system: str
    examples: tuple[Paraphrased, ...] = ()

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.system.count("{number}") != 1:
            raise ValueError("system must contain {number} once")
        return self


class Prompt(PromptFile):
    """A prompt is the content of one YAML file.

    `head`, `text` and `examples` are for `rewrite.writer=choice`, which continues a text; families without a replacement have none.
    `instruction` and `written` are for `write`.
    """

    family: Family
    head: str = ""
    text: str = ""
    examples: tuple[Example, ...] = ()
    instruction: str = ""
    written: tuple[WriterExample, ...] = ()

    @model_validator(mode="after")
    def _text_has_its_places(self) -> Self:
        places = PLACES.findall(self.text)
        if not self.text and not self.examples and self.instruction:
            return self
        if not self.examples:
            raise ValueError("examples must not be empty")
        if places.count("new") != 1 or "caption" not in places:
            raise ValueError("text must contain {new} once, and {caption}")
        if set(places[: places.index("new")]) & {"after"}:
            raise ValueError("{after} must follow {new} in text")
        return self

    @cached_property
    def shared(self) -> str:
        """Return the beginning that all prompts of this family share."""
        shown = [_show(self.text, each.caption, each.start, each.start + len(each.old), each.new) for each in self.examples]
        return BETWEEN.join([self.head.strip(), *shown, ""])

    def render(self, caption: str, start: int, end: int) -> str:
        """Return the prompt for a replacement of `caption[start:end]`; a space and the answer continue it."""
        return self.shared + _show(self.text.split("{new}")[0], caption, start, end, "")


def _check_occurs_once(old: str, caption: str) -> None:
    if len(re.findall(rf"\b{re.escape(old)}\b", caption)) != 1:
        raise ValueError(f"{old!r} does not occur exactly once in {caption!r}")


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
