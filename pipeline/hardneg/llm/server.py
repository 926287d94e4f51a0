"""Call an LLM behind a URL: any server with vLLM's OpenAI API (vLLM 0.11 or later)."""

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from more_itertools import chunked, flatten

from hardneg.errors import UserError
from hardneg.llm.engine import no_template
from hardneg.llm.interface import (
    DECIMALS,
    TEXT_BEGINS,
    TOO_LONG,
    Chat,
    Fill,
    Hole,
    Usage,
    answer,
    chat_answer,
    grammar,
    token_limit,
)
from hardneg.llm.replies import (
    ChatCompletion,
    Completion,
    FirstToken,
    MalformedError,
    Models,
    PromptToken,
    Reply,
    Scored,
    Tokens,
    read,
)
from hardneg.llm.transport import RefusedError, Transport
from hardneg.llm.yes_no import SPELLINGS, TOP, gap
from hardneg.schemas.config import LLMConfig

TEXTS_PER_REQUEST = 16
NEUTRAL = {
    "top_p": 1.0,
    "top_k": 0,
    "min_p": 0.0,
    "repetition_penalty": 1.0,
}  # override the sampling defaults that a server reads from the model's folder

Item = TypeVar("Item")
Result = TypeVar("Result")


def key_of(config: LLMConfig, section: str) -> str | None:
    """Return the key that clients send, and that a server of ours asks for; None where the config names no variable.

    Raises:
        UserError: The variable is not set. A server without its key would be open to all.
    """
    key = os.environ.get(config.api_key_env) if config.api_key_env else None
    if config.api_key_env and not key:
        raise UserError(f"{section}.api_key_env names {config.api_key_env}, which is not set in the environment")
    return key


class ServerLLM:
    """Sends requests to a server, at most `max_in_flight` at a time; each is retried up to `retries` times."""

    def __init__(self, config: LLMConfig, section: str = "rewrite.llm") -> None:
        """Connect to the server; `section` is where messages say that the config is."""
        if config.url is None:
            raise UserError(f"{section}.url is not set: give the server's address, such as http://localhost:8000")
        key = key_of(config, section)
        self.usage = Usage()
        self._config = config
        self._model_key = f"{section}.{'image_models' if section == 'filter.match' else 'model'}"
        self._transport = Transport(config.url, key, config.timeout_s, config.retries, config.max_in_flight, section)
        self._answers: list[int] | None = None
        self._check_model()

    def fresh(self) -> None:
        """Do nothing: other clients use the server's cache too."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Fill every hole with a request of its own, because their grammars differ."""
        fills = self._map(self._fill_one, holes)
        self.usage.count_fills(fills)
        return fills

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Answer every chat by a request of its own."""
        fills = self._map(self._chat_one, chats)
        self.usage.count_fills(fills)
        return fills

    def yes_no(self, chats: Sequence[Chat]) -> list[float]:
        """Score every chat by a request of its own.

        vLLM sends the log-probabilities of exactly the tokens that are asked for; other servers send those of the likeliest tokens, so
        that a gap may be closer to 0 than it is.
        """
        if self._answers is None and chats:
            self._answers = self._answer_ids()
        scored = self._map(self._yes_no_one, chats)
        for _, tokens in scored:
            if tokens:
                self.usage.count_score(tokens)
        return [score for score, _ in scored]

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Score every text, several per request. The server's batches depend on timing, so the last decimal may differ between runs."""
        batches = list(chunked(texts, TEXTS_PER_REQUEST))
        scored = list(flatten(self._map(self._score_batch, batches)))
        for _, tokens in scored:
            if tokens:
                self.usage.count_score(tokens)
        return [score for score, _ in scored]

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _check_model(self) -> None:
        served = [card.id for card in self._read(Models, self._transport.get("/v1/models")).data]
        for name, key in ((self._config.model, self._model_key), (self._config.adapter, "rewrite.llm.adapter")):
            if name is not None and name not in served:
                raise UserError(f"the LLM server at {self._config.url} serves {', '.join(served) or 'nothing'}, not {name}: "
                                f"name a model that it serves in {key}")  # fmt: skip

    def _map(self, request: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Return `request` of every item, in order; the first error cancels the requests that are pending."""
        pool = ThreadPoolExecutor(self._config.max_in_flight, thread_name_prefix="llm")
        try:
            return list(pool.map(request, items))
        finally:
            self._transport.give_up()
            pool.shutdown(wait=True, cancel_futures=True)
            self._transport.resume()

    def _fill_one(self, hole: Hole) -> Fill:
        try:
            reply = self._complete(
                hole.prompt,
                seed=hole.seed,
                max_tokens=token_limit(hole),
                temperature=self._config.temperature,
                structured_outputs=grammar(hole),
            )
        except RefusedError as refusal:
            if refusal.too_long:
                return TOO_LONG
            raise self._unexpected(refusal) from refusal
        completion = self._read(Completion, reply)
        return answer(hole, completion.choices[0].text, completion.usage.prompt_tokens, completion.usage.completion_tokens)

    def _chat_one(self, chat: Chat) -> Fill:
        model = self._config.adapter or self._config.model  # a server gives each adapter the name of a model
        options: dict[str, Any] = {"model": model, "temperature": self._config.temperature}
        if chat.schema is not None:
            options["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": json.loads(chat.schema)}}
        try:
            completion = self._post_chat(chat, options | {"max_tokens": chat.max_tokens}, ChatCompletion)
            if completion is None and chat.least_room < chat.max_tokens:  # a server may refuse an answer that its context may cut
                completion = self._post_chat(chat, options | {"max_tokens": chat.least_room}, ChatCompletion)
        except RefusedError as refusal:
            raise self._unexpected(refusal) from refusal
        if completion is None:
            return TOO_LONG
        choice, usage = completion.choices[0], completion.usage
        return chat_answer(choice.message.content or "", choice.finish_reason == "stop", usage.prompt_tokens, usage.completion_tokens)

    def _post_chat(self, chat: Chat, options: dict[str, Any], form: type[Reply]) -> Reply | None:
        """Return the reply to a chat; None where it exceeds the model's context.

        Raises:
            UserError: The model has no chat template, or the reply has another form.
            RefusedError: The server rejects the request for another reason.
        """
        body = {"messages": [each._asdict() for each in chat.messages], "seed": chat.seed, **NEUTRAL, **options}
        try:
            return self._read(form, self._transport.post("/v1/chat/completions", body))
        except RefusedError as refusal:
            if refusal.too_long:
                return None
            if "chat template" in str(refusal):
                raise UserError(no_template(self._config.model)) from refusal
            raise

    def _answer_ids(self) -> list[int]:
        """Return the tokens that spell yes or no; none where the server does not tokenize."""
        found = set()
        for text in SPELLINGS:
            try:
                reply = self._transport.post("/tokenize", {"model": self._config.model, "prompt": text, "add_special_tokens": False})
                tokens = read(Tokens, reply).tokens
            except (RefusedError, MalformedError):  # no such path, or another API
                return []
            if len(tokens) == 1:
                found.add(tokens[0])
        return sorted(found)

    def _yes_no_one(self, chat: Chat) -> tuple[float, int]:
        """Return the score of a chat and its input tokens; NaN and 0 where it exceeds the model's context."""
        options = {"model": self._config.model, "max_tokens": 1, "temperature": 0.0, "logprobs": True, "top_logprobs": TOP}
        if self._answers:
            options["logprob_token_ids"] = self._answers
        try:
            completion = self._post_chat(chat, options, FirstToken)
        except RefusedError as refusal:
            if "logprobs" in str(refusal):
                raise self._silent(str(refusal)) from refusal
            raise self._unexpected(refusal) from refusal
        if completion is None:
            return math.nan, 0
        log_probabilities = completion.choices[0].logprobs
        if log_probabilities is None or not log_probabilities.content:
            raise self._silent("the answer has none")
        return gap((each.token, each.logprob) for each in log_probabilities.content[0].top_logprobs), completion.usage.prompt_tokens

    def _silent(self, why: str) -> UserError:
        return UserError(
            f"the LLM server at {self._config.url} sends no log-probabilities ({why}), by which a matcher scores yes and no: "
            "use vLLM, such as `hardneg serve`"
        )

    def _score_batch(self, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Return the score and the input tokens of each text.

        A text that exceeds the model's context gets NaN and 0. To find it, the texts of its batch are scored one by one.
        """
        prompts = [TEXT_BEGINS + text for text in texts]
        try:
            reply = self._complete(prompts, max_tokens=1, temperature=0.0, prompt_logprobs=0)
        except RefusedError as refusal:
            if not refusal.too_long:
                raise self._unexpected(refusal) from refusal
            if len(texts) == 1:
                return [(math.nan, 0)]
            return list(flatten(self._score_batch([text]) for text in texts))
        choices = sorted(self._read(Scored, reply).choices, key=lambda choice: choice.index)
        if [choice.index for choice in choices] != list(range(len(texts))):
            raise self._malformed(f"choices: {len(choices)} scores of {len(texts)} texts")
        return [_score(choice.prompt_logprobs) for choice in choices]

    def _complete(self, prompt: str | list[str], **options: Any) -> Any:
        return self._transport.post("/v1/completions", {"model": self._config.model, "prompt": prompt, **NEUTRAL, **options})

    def _read(self, form: type[Reply], reply: object) -> Reply:
        try:
            return read(form, reply)
        except MalformedError as error:
            raise self._malformed(str(error)) from error

    def _malformed(self, what: str) -> UserError:
        return UserError(f"the LLM server at {self._config.url} sent an answer of another form ({what}); it must be vLLM 0.11 or later")

    def _unexpected(self, refusal: RefusedError) -> UserError:
        return UserError(
            f"the LLM server at {self._config.url} rejects a request: {refusal}; it must implement the API of vLLM 0.11 or later"
        )


def _score(positions: Sequence[Mapping[str, PromptToken] | None]) -> tuple[float, int]:
    """Return the sum of a text's log-probabilities and its number of tokens; the first token has no log-probability."""
    values = [token.logprob for position in positions[1:] if position for token in list(position.values())[:1]]
    return (round(math.fsum(values), DECIMALS) if values else math.nan), len(positions)
