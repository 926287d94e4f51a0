"""Compose the request for a caption, and the JSON schema of its answer.

    system      the instructions of all families that the config writes
    user, assistant, ...   the examples
    user        the caption and its numbered asks

All captions of a run share everything but the last message, so an engine computes it once. The schema has one item for each ask, in order;
the family and the span are constants of it, so no model can name a span that is not in the caption.
"""

import json
import re
from collections.abc import Mapping, Sequence

from hardneg.families import Name
from hardneg.llm.interface import Chat, Message
from hardneg.llm.plain_text import one_line
from hardneg.rewrite.generate.prompt import Prompt, WriterExample, WriterPrompt
from hardneg.rewrite.writer.asks import REWRITTEN, Ask
from hardneg.schemas.writing import WriteConfig

LETTERS = 20
"""Letters of a written word at most; a small model may never end one."""
LONGER = 40
"""Characters by which a rewrite may exceed its caption: a longer one is no exchange, and a small model may never end it."""
ESCAPED = 6
"""Bytes of a character as JSON may write it: `\\u00e9`."""
END = 2
"""Tokens that an answer may have besides one for each byte: its end, and a space that some tokenizers insert before a text."""
_WORD = re.compile(r"\[a-z\]\+(?:\)\{\d+,(\d+)\})?")
"""A word in the pattern of a family, with its repetitions."""
_NUMBERS = ("one word", "two different words", "three different words", *(f"{number} different words" for number in range(4, 9)))


def shared_messages(
    writer: WriterPrompt, prompts: Mapping[str, Prompt], families: Sequence[Name], config: WriteConfig
) -> tuple[Message, ...]:
    """Return the system message and the examples: one exchange of messages for each caption that the families' examples have in common.

    Without `write.examples` it is the one message that an adapter was trained with.

    Args:
        writer: What the system message says beside the instructions of the families.
        prompts: By family.
        families: Those that the config writes.
        config: Of what is asked for; an example shows at most `proposals` replacements.
    """
    if not config.examples:
        return (Message("system", writer.trained.strip()),)
    proposals = config.proposals
    asked = [prompts[name.value] for name in Name if name in families]
    instructions = "\n".join(f"- {prompt.family.value}: {' '.join(prompt.instruction.split())}" for prompt in asked)
    told = writer.system.strip().replace("{instructions}", instructions).replace("{proposals}", _NUMBERS[proposals - 1])
    messages = [Message("system", told)]
    by_caption: dict[str, list[tuple[Name, WriterExample]]] = {}
    for prompt in sorted(asked, key=lambda each: each.family not in REWRITTEN):
        for example in prompt.written:
            by_caption.setdefault(example.caption, []).append((prompt.family, example))
    for caption, examples in by_caption.items():
        messages.append(Message("user", question_of(caption, [line_of(family, each.old, each.hint) for family, each in examples])))
        messages.append(Message("assistant", compact([_example(family, each, proposals) for family, each in examples])))
    return tuple(messages)


def chat_of(caption: str, asks: Sequence[Ask], shared: Sequence[Message], proposals: int, seed: int) -> Chat:
    """Return the request for the asks of a caption."""
    items = [_schema_of(ask, caption, proposals) for ask in asks]
    schema = {"type": "array", "prefixItems": items, "items": False, "minItems": len(items), "maxItems": len(items)}
    most = END + len("[]") + sum(_most_bytes(caption, ask, proposals) for ask in asks)
    usual = 8 + sum(_usual_tokens(caption, ask, proposals) for ask in asks)
    question = question_of(one_line(caption), [line_of(ask.family, span_of(caption, ask), one_line(ask.hint)) for ask in asks])
    return Chat((*shared, Message("user", question)), seed, json.dumps(schema), most, usual)


def span_of(caption: str, ask: Ask) -> str:
    """Return the words to be replaced, numbered where the caption has them more than once; empty for a whole rewrite."""
    if ask.target is None:
        return ""
    old = one_line(caption[ask.target.start : ask.target.end])
    return f"{old} #{ask.occurrence}" if ask.occurrence else old


def _usual_tokens(caption: str, ask: Ask, proposals: int) -> int:
    """Return the tokens that suffice for an item of English words: fewer than `_most_bytes`, for which few contexts have room."""
    if ask.target is None:
        return 32 + len(caption.encode()) // 2
    return 24 + len(span_of(caption, ask).encode()) // 2 + 12 * proposals


def _most_bytes(caption: str, ask: Ask, proposals: int) -> int:
    """Return an upper bound of the bytes of an item, with the spaces that a server may write, and so of its tokens."""
    item: dict[str, object] = {"family": ask.family.value}
    if ask.target is None:
        item["rewrite"] = widest(len(caption) + LONGER)
    else:
        item["replace"] = widest(len(span_of(caption, ask)))
        word = widest(max(map(len, ask.closed))) if ask.closed else "x" * most_letters(ask.pattern)
        item["with"] = [word] * proposals
    return len(json.dumps([item, item])) - len(json.dumps([item]))


def widest(length: int) -> str:
    """Return a text of as many bytes as JSON may write for one of `length` characters."""
    return "x" * (ESCAPED * length)


def most_letters(pattern: str) -> int:
    """Return an upper bound of the letters, hyphens and spaces of a text that matches the pattern of a family."""
    words = sum(int(times or 1) for times in _WORD.findall(pattern))
    return words * (LETTERS + 1) + len(_WORD.sub("", pattern))


def question_of(caption: str, lines: Sequence[str]) -> str:
    """Return the message that asks for a caption: the caption, and the numbered lines of its asks."""
    return "\n".join([f"Caption: {caption}", *(f"{number}. {line}" for number, line in enumerate(lines, 1))])


def line_of(family: Name, span: str, hint: str) -> str:
    """Return the line of an ask."""
    line = f"{family.value}: {span}" if span else family.value
    return f"{line} ({hint})" if hint else line


def _example(family: Name, example: WriterExample, proposals: int) -> dict[str, object]:
    if not example.old:
        return {"family": family.value, "rewrite": example.new[0]}
    return {"family": family.value, "replace": example.old, "with": list(example.new[:proposals])}


def _schema_of(ask: Ask, caption: str, proposals: int) -> dict[str, object]:
    properties: dict[str, object] = {"family": {"const": ask.family.value}}
    if ask.target is None:
        properties["rewrite"] = {"type": "string", "minLength": 1, "maxLength": len(caption) + LONGER}
    else:
        pattern = ask.pattern.replace("[a-z]+", f"[a-z]{{1,{LETTERS}}}")
        word = {"enum": list(ask.closed)} if ask.closed else {"type": "string", "pattern": f"^{pattern}$"}
        count = min(proposals, len(ask.closed)) if ask.closed else proposals
        properties |= {
            "replace": {"const": span_of(caption, ask)},
            "with": {"type": "array", "items": word, "minItems": count, "maxItems": count},
        }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def compact(items: Sequence[Mapping[str, object]]) -> str:
    """Return JSON without white space, as the engine writes it."""
    return json.dumps(items, separators=(",", ":"), ensure_ascii=False)
