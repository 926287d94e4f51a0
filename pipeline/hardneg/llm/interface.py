"""Define the interface of an LLM: fill holes under a grammar, answer chats under a JSON schema, and score texts by log-likelihood."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

DECIMALS = 2  # of a log-likelihood; later digits depend on how requests were batched
TEXT_BEGINS = "\n"  # precedes a scored text: every tokenizer has a line break, and none merges it with the next word


class Hole(NamedTuple):
    """A hole is a request for one of `choices`.

    The LLM continues `prompt` without a chat template, by one space and the answer. The prompt and the choices are written without that
    space. `choices` are a set: their order has no effect. Each request has its own `seed`, so its answer does not depend on other requests.
    """

    prompt: str
    seed: int
    choices: tuple[str, ...]


class Message(NamedTuple):
    """Hold one message of a chat; its role is `system`, `user` or `assistant`.

    For a vision-language model behind a URL the content may be a list of parts, as in the OpenAI API: images and texts.
    """

    role: str
    content: str | list[dict[str, Any]]


class Chat(NamedTuple):
    """A chat is a request that uses the chat template of the model; the answer to the last message is JSON of `schema`.

    Chats that begin with the same messages share the computation of these. `schema` is JSON Schema, as text; None: any text.
    An answer is cut at `max_tokens`, or where the context ends. Only a chat whose context has no room for `usual_tokens` is too long.
    """

    messages: tuple[Message, ...]
    seed: int
    schema: str | None = None
    max_tokens: int = 512
    usual_tokens: int | None = None

    @property
    def least_room(self) -> int:
        """Return the tokens that the context must have room for behind the messages."""
        return self.max_tokens if self.usual_tokens is None else min(self.usual_tokens, self.max_tokens)


class Fill(NamedTuple):
    """A fill holds the text that the LLM wrote, and the tokens that it cost.

    `ok` is false where `text` is not a whole answer: it was cut at `max_tokens`, is empty, or violates the grammar. It is also false where
    the prompt exceeds the model's context; then `text` is empty and the counts are 0. Such a fill rejects one hole and is no error.
    """

    text: str
    tokens_in: int
    tokens_out: int
    ok: bool = True


TOO_LONG = Fill("", 0, 0, ok=False)


def grammar(hole: Hole) -> dict[str, list[str]]:
    """Return the constraint on the answer with its leading space, in the terms of vLLM's structured outputs."""
    return {"choice": [f" {choice}" for choice in sorted(set(hole.choices))]}


def token_limit(hole: Hole) -> int:
    """Return the upper bound of output tokens: it suffices to spell the longest choice byte by byte, and to end it."""
    return max(len(choice.encode()) for choice in hole.choices) + 2


def answer(hole: Hole, written: str, tokens_in: int, tokens_out: int) -> Fill:
    """Return the fill for the text `written`."""
    text = written.removeprefix(" ")
    return Fill(text, tokens_in, tokens_out, text in hole.choices)


def chat_answer(written: str, whole: bool, tokens_in: int, tokens_out: int) -> Fill:
    """Return the fill for an answer to a chat; whether it is JSON of the schema is for the caller to see."""
    text = written.strip()
    return Fill(text, tokens_in, tokens_out, whole and bool(text))


def folded(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages with the system message in front of the first user message, for templates that know no system role."""
    first, *others = messages
    if first.role != "system" or not others:
        return tuple(messages)
    return (Message(others[0].role, f"{first.content}\n\n{others[0].content}"), *others[1:])


class Usage:
    """Count the answers and tokens since the last `take`. Counts depend neither on time nor on batching; a retried request counts once.

    A score costs input tokens only: the engine always writes one token after a scored text, which is discarded and not counted.
    """

    def __init__(self) -> None:
        self.fills = self.scores = self.tokens_in = self.tokens_out = 0

    def count_fills(self, fills: Sequence[Fill]) -> None:
        """Count fills; one that never reached the model has no tokens."""
        self.fills += len(fills)
        self.tokens_in += sum(fill.tokens_in for fill in fills)
        self.tokens_out += sum(fill.tokens_out for fill in fills)

    def count_score(self, tokens_in: int) -> None:
        """Count one scored text."""
        self.scores += 1
        self.tokens_in += tokens_in

    def take(self) -> dict[str, int]:
        """Return the counts by name, for a part's done marker, and reset them to zero."""
        counts = {"llm_fills": self.fills, "llm_scores": self.scores, "llm_tokens_in": self.tokens_in, "llm_tokens_out": self.tokens_out}
        self.fills = self.scores = self.tokens_in = self.tokens_out = 0
        return counts


class LLM(Protocol):
    """Fill holes and score texts, in this process or behind a URL. One thread uses it at a time."""

    usage: Usage

    def fresh(self) -> None:
        """Empty the cache of earlier requests, so that a part's result cannot depend on the parts before it."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Fill every hole; the answers keep the order of `holes`."""

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Answer every chat; the answers keep the order of `chats`.

        Raises:
            UserError: The model has no chat template, or the server cannot answer under a JSON schema.
        """

    def yes_no(self, chats: Sequence[Chat]) -> list[float]:
        """Return log p(yes) - log p(no) of the first token of each answer, in nats, each summed over its spellings.

        The probabilities are the model's own, before temperature and sampling. Seed and schema of a chat have no effect. Values are
        rounded to `hardneg.llm.yes_no.DECIMALS`; a chat that exceeds the model's context gets NaN.

        Raises:
            UserError: The model has no chat template or no tokens for the two answers, or the server sends no log-probabilities.
        """

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Return the log-probability of each text at the beginning of a line, in nats: the sum over its tokens.

        A tokenizer may insert a token before the line break. That adds a constant per model, so differences are exact. Values are
        rounded to `DECIMALS`; a text that exceeds the model's context gets NaN.
        """

    def close(self) -> None:
        """Free the engine or the connections. Safe to call twice."""
