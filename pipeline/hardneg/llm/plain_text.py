"""Write texts of users into prompts as plain text."""

import re

_CONTROL = re.compile(r"<(?=[|\uff5c])|(?<=[|\uff5c])(?=>)|<(?=/?s>|[be]os>|(?:start|end)_of_turn>|<SYS>>)|\[(?=/?INST\])")
"""Break control tokens of ChatML, DeepSeek, Llama 2, Mistral and Gemma up here. Placeholders such as `<PERSON>` stay as they are."""


def one_line(text: str) -> str:
    """Return `text` with white space folded and control tokens such as `<|im_end|>` broken up."""
    return " ".join(_CONTROL.sub(r"\g<0> ", text).split())
