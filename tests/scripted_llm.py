"""Define an LLM whose answers are those of a test, for tests that are not about the LLM."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from hardneg.llm.interface import Chat, Fill, Hole, Usage

Answer = Callable[[Chat], Fill | str]


def items_of(chat: Chat, *words: str) -> list[dict[str, Any]]:
    """Return an answer that the schema of a chat allows: each of `words` where a span is replaced, and the caption itself as rewrite."""
    caption = chat.messages[-1].content.split("\n")[0].removeprefix("Caption: ")
    found = []
    for item in json.loads(chat.schema or "[]")["prefixItems"]:
        properties = item["properties"]
        made = {name: value["const"] for name, value in properties.items() if "const" in value}
        if "rewrite" in properties:
            made["rewrite"] = caption
        else:
            made["with"] = properties["with"]["items"].get("enum", list(words))[: max(1, len(words))]
        found.append(made)
    return found


class ScriptedLLM:
    """Answer each chat by a function of it; every text has the same likelihood."""

    def __init__(self, answer: Answer) -> None:
        self.usage = Usage()
        self.asked: list[Chat] = []
        self._answer = answer

    def fresh(self) -> None:
        """Do nothing."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Choose the first of each."""
        fills = [Fill(hole.choices[0], 1, 1) for hole in holes]
        self.usage.count_fills(fills)
        return fills

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Return the answers of the test."""
        self.asked += chats
        made = [self._answer(chat) for chat in chats]
        fills = [each if isinstance(each, Fill) else Fill(each, 10, 5, bool(each)) for each in made]
        self.usage.count_fills(fills)
        return fills

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Return the same score for each."""
        return [0.0] * len(texts)

    def close(self) -> None:
        """Do nothing."""
