"""Define what is read of a server's replies: the parts of the OpenAI API that are used, and those that vLLM adds."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError


class MalformedError(Exception):
    """A reply is not of the API; the message says where, in one line."""


class ModelCard(BaseModel):
    """Hold the name of a model that is served."""

    id: str


class Models(BaseModel):
    """Hold the reply of `/v1/models`."""

    data: Sequence[ModelCard]


class TokenCounts(BaseModel):
    """Hold the tokens that an answer cost."""

    prompt_tokens: int
    completion_tokens: int


class TextChoice(BaseModel):
    """Hold the continuation of a prompt."""

    text: str


class Completion(BaseModel):
    """Hold the reply of `/v1/completions`."""

    choices: Sequence[TextChoice] = Field(min_length=1)
    usage: TokenCounts


class ChatMessage(BaseModel):
    """Hold what the model says; a refusal may have no content."""

    content: str | None


class ChatChoice(BaseModel):
    """Hold an answer, which is whole if it finished by `stop`."""

    message: ChatMessage
    finish_reason: str | None


class ChatCompletion(BaseModel):
    """Hold the reply of `/v1/chat/completions`."""

    choices: Sequence[ChatChoice] = Field(min_length=1)
    usage: TokenCounts


class TokenLogprob(BaseModel):
    """Hold a token that may stand at a position, with its log-probability."""

    token: str
    logprob: float


class Position(BaseModel):
    """Hold the likeliest tokens of a position, or those that were asked for."""

    top_logprobs: Sequence[TokenLogprob]


class Positions(BaseModel):
    """Hold the positions of an answer; none where the server sends another form of log-probabilities."""

    content: Sequence[Position] | None = None


class FirstTokenChoice(BaseModel):
    """Hold an answer by the log-probabilities of its tokens; None where the server sends none."""

    logprobs: Positions | None = None


class FirstToken(BaseModel):
    """Hold the reply of `/v1/chat/completions` to a question that is answered by the first token."""

    choices: Sequence[FirstTokenChoice] = Field(min_length=1)
    usage: TokenCounts


class PromptToken(BaseModel):
    """Hold the log-probability of a token of the prompt."""

    logprob: float


class ScoredChoice(BaseModel):
    """Hold the tokens of a prompt by their ids, position by position; the first token has no log-probability."""

    index: int
    prompt_logprobs: Sequence[dict[str, PromptToken] | None]


class Scored(BaseModel):
    """Hold the reply of `/v1/completions` to prompts that are scored."""

    choices: Sequence[ScoredChoice]


class Tokens(BaseModel):
    """Hold the reply of vLLM's `/tokenize`."""

    tokens: Sequence[int]


Reply = TypeVar("Reply", bound=BaseModel)


def read(form: type[Reply], reply: object) -> Reply:
    """Return a reply in the form that is expected of it.

    Raises:
        MalformedError: It has another form.
    """
    try:
        return form.model_validate(reply)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(each) for each in first["loc"]) or "the whole"
        raise MalformedError(f"{place}: {first['msg']}") from None
