"""Read the questions that a matcher puts to a model, to be answered by yes or no: YAML files in `prompts/matchers/`."""

from functools import cache
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.llm.interface import Chat, Message
from hardneg.llm.plain_text import one_line
from hardneg.llm.prompt_file import PromptFile


class Answered(BaseModel):
    """An example has a caption, a text, and the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: str
    text: str
    answer: Literal["yes", "no"]


class Question(PromptFile):
    """A question is the content of one YAML file. `{caption}` and `{text}` are the places of its `ask`."""

    system: str
    ask: str
    examples: tuple[Answered, ...] = ()

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.ask.count("{text}") != 1:
            raise ValueError("ask must contain {text} once")
        return self

    def chat(self, text: str, caption: str = "", image: str | None = None) -> Chat:
        """Return the chat whose answer is yes or no. Instruction and examples come first, so that an engine computes them once.

        Args:
            text: The text that is judged.
            caption: The caption that it is compared with.
            image: Data URL of the image that it is compared with.
        """
        messages = [Message("system", self.system.strip())]
        for each in self.examples:
            messages += [Message("user", self._asked(each.caption, each.text)), Message("assistant", each.answer)]
        asked = self._asked(caption, text)
        parts: list[dict[str, Any]] = [{"type": "image_url", "image_url": {"url": image}}, {"type": "text", "text": asked}]
        return Chat((*messages, Message("user", asked if image is None else parts)), seed=0, max_tokens=1)

    def _asked(self, caption: str, text: str) -> str:
        before, after = self.ask.strip().split("{text}")
        shown = one_line(caption)
        return before.replace("{caption}", shown) + one_line(text) + after.replace("{caption}", shown)


@cache
def load(name: str) -> Question:
    """Return the shipped question `name`: `entailment` about two texts, or `image` about an image and a text.

    Raises:
        UserError: The file is malformed.
    """
    file = shipped("prompts") / "matchers" / f"{name}.yaml"
    try:
        return Question.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise UserError(f"prompts/matchers/{name}.yaml is no question: {error}; see schemas/question.schema.json") from error
