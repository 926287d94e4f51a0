"""What the rewrite stage asks of an LLM: to write holes under a grammar, and to say how likely a text is."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

DECIMALS = 2  # of a log-likelihood: the sixth digit depends on how requests were batched
TEXT_BEGINS = "\n"  # what a scored text follows: every tokenizer has a line break, and none joins it to the word after it


class Hole(NamedTuple):
    """A request to write one hole: one of `choices`, or else what matches `regex`; with neither, the rest of a line.

    `prompt` is continued as it stands, without a chat template, by one space and the answer; the space belongs neither to `choices` or
    `regex` nor to the answer, so a prompt ends without one. `choices` are a set: their order has no effect. `max_tokens` bounds a free
    answer; a choice is always written whole. `seed` is this request's own, so what is written does not depend on what else is asked.
    """

    prompt: str
    seed: int
    choices: tuple[str, ...] = ()
    regex: str | None = None
    max_tokens: int = 8


class Fill(NamedTuple):
    """What was written, and what it cost in tokens.

    `ok` is false where `text` is not a whole answer: it was cut at `max_tokens`, it is empty or breaks the grammar, or the prompt does not
    fit the model (then `text` is empty and the counts are 0). Such a fill is a reject of one hole, not an error.
    """

    text: str
    tokens_in: int
    tokens_out: int
    ok: bool = True


TOO_LONG = Fill("", 0, 0, ok=False)


def grammar(hole: Hole) -> dict[str, list[str] | str] | None:
    """What the answer, its leading space included, is held to, by the names of vLLM's structured outputs; None: nothing."""
    if hole.choices:
        return {"choice": [f" {choice}" for choice in sorted(set(hole.choices))]}
    return {"regex": f" ({hole.regex})"} if hole.regex is not None else None


def token_limit(hole: Hole) -> int:
    """How many tokens may be written: for choices enough to spell the longest by bytes, and its end."""
    if hole.choices:
        return max(len(choice.encode()) for choice in hole.choices) + 2
    return hole.max_tokens


def answer(hole: Hole, written: str, whole: bool, tokens_in: int, tokens_out: int) -> Fill:
    """The fill that `written` amounts to; `whole` is false where it was cut at the token limit."""
    text = written.removeprefix(" ") if hole.choices or hole.regex is not None else written.strip()
    if hole.choices:
        fits = text in hole.choices
    else:
        fits = whole and (bool(text) if hole.regex is None else re.fullmatch(hole.regex, text) is not None)
    return Fill(text, tokens_in, tokens_out, fits)


class Usage:
    """What a model answered since the last `take`. Depends neither on time nor on batching; what was sent again after an error counts once.

    A score costs tokens in only: the one token that the engine insists on writing after a scored text is thrown away and not counted.
    """

    def __init__(self) -> None:
        self.fills = self.scores = self.tokens_in = self.tokens_out = 0

    def count_fills(self, fills: Sequence[Fill]) -> None:
        """Count fills; those that never reached the model have no tokens."""
        self.fills += len(fills)
        self.tokens_in += sum(fill.tokens_in for fill in fills)
        self.tokens_out += sum(fill.tokens_out for fill in fills)

    def count_score(self, tokens_in: int) -> None:
        """Count one scored text."""
        self.scores += 1
        self.tokens_in += tokens_in

    def take(self) -> dict[str, int]:
        """The counts by name, for a part's done marker; they begin at zero again."""
        counts = {"llm_fills": self.fills, "llm_scores": self.scores, "llm_tokens_in": self.tokens_in, "llm_tokens_out": self.tokens_out}
        self.fills = self.scores = self.tokens_in = self.tokens_out = 0
        return counts


class LLM(Protocol):
    """An LLM, in this process or behind a URL. One thread uses it at a time."""

    usage: Usage

    def fresh(self) -> None:
        """Forget what was cached for earlier requests, so that a part's result cannot depend on the parts before it."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Write every hole; answers in the order of `holes`."""

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Log-probability of each whole text at the beginning of a line, in nats: the sum over its tokens.

        Exact up to a constant of the model (what its tokenizer may put before a line break); differences are exact. Rounded to
        `DECIMALS`. NaN for a text that does not fit the model.
        """

    def close(self) -> None:
        """Free the engine or the connections. Safe to call twice."""
