"""Read conversations of instruction data: LLaVA's `from`/`value`, OpenAI's `role`/`content`, or `user`/`assistant` pairs."""

import re
from typing import Any

MODEL = ("gpt", "assistant", "model", "bot", "chatgpt", "ai", "output")
"""Names of the speaker that describes the image."""

_SPEAKER = ("from", "role", "speaker")
_TEXT = ("value", "content", "text")
_PLACEHOLDER = re.compile(
    r"[ \t]*(?:<Img>\s*<ImageHere>\s*</Img>|<\|?(?:image|video|audio|ImageHere|image_1|image_pad)\|?>)[ \t]*\n?", re.IGNORECASE
)


def is_conversation(value: Any) -> bool:
    """Return whether `value` is a list of turns."""
    return isinstance(value, list) and bool(value) and all(_is_turn(turn) for turn in value)


def replies(turns: list[dict[str, Any]]) -> list[str]:
    """Return the texts of the model's turns in their order, without image placeholders."""
    return [_PLACEHOLDER.sub("", text).strip() for turn in turns if (text := _reply(turn)) is not None]


def image_in(turns: list[dict[str, Any]]) -> Any:
    """Return the first image in OpenAI's content parts, or None."""
    for turn in turns:
        content = turn.get("content")
        for part in content if isinstance(content, list) else []:
            if not isinstance(part, dict):
                continue
            found = part.get("image_url") or part.get("image")
            if found is not None:
                return found.get("url") if isinstance(found, dict) and "url" in found else found
    return None


def _is_turn(turn: Any) -> bool:
    if not isinstance(turn, dict):
        return False
    named = any(isinstance(turn.get(name), str) for name in _SPEAKER) and any(name in turn for name in _TEXT)
    return named or ("assistant" in turn and "user" in turn)


def _reply(turn: dict[str, Any]) -> str | None:
    speaker = next((turn[name] for name in _SPEAKER if isinstance(turn.get(name), str)), None)
    if speaker is None:
        text = turn.get("assistant")
    elif speaker.lower() in MODEL:
        text = next((turn[name] for name in _TEXT if name in turn), None)
    else:
        return None
    if isinstance(text, list):  # content parts
        text = "\n".join(part["text"] for part in text if isinstance(part, dict) and isinstance(part.get("text"), str))
    return text if isinstance(text, str) else None
