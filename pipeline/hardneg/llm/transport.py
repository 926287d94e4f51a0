"""Send JSON over HTTP to an LLM server; `httpx-retries` repeats requests that failed for a passing reason."""

import re
import threading
from collections.abc import Mapping
from typing import Any, cast
from urllib.request import getproxies, proxy_bypass

import httpx
from httpx_retries import Retry, RetryTransport

from hardneg.errors import UserError
from hardneg.wording import amount

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60.0
RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
TOO_LONG_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error"})
"""Codes and types of errors for a prompt that exceeds the context: of OpenAI and TensorRT-LLM, and of llama.cpp."""
TOO_LONG_MESSAGE = re.compile(
    r"maximum context length"  # vLLM, OpenAI, SGLang
    r"|longer than the maximum model length|(?:exceeds the|cannot be greater than) max_model_len"  # vLLM
    r"|longer than the model's context length"  # SGLang
    r"|exceeds the available context size"  # llama.cpp
    r"|`inputs` tokens \+ `max_new_tokens` must be",  # TGI
    re.IGNORECASE,
)
_NO_JSON = (ValueError, RecursionError)


class RefusedError(Exception):
    """The server rejects a request for a reason that another attempt would not change.

    Attributes:
        too_long: Whether the reason is that the prompt and its answer exceed the model's context.
    """

    def __init__(self, problem: str, too_long: bool = False) -> None:
        super().__init__(problem)
        self.too_long = too_long


class StoppableRetry(Retry):
    """Exponential backoff with jitter, or the server's Retry-After; `stopped` ends all waits and attempts."""

    def __init__(self, *args: Any, stopped: threading.Event | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stopped = stopped or threading.Event()

    def increment(self) -> "StoppableRetry":
        """Count an attempt; the copy shares the event."""
        retry = cast(StoppableRetry, super().increment())
        retry.stopped = self.stopped
        return retry

    def is_exhausted(self) -> bool:
        """Return whether no attempt is left, or the requests were stopped."""
        return self.stopped.is_set() or super().is_exhausted()

    def sleep(self, response: httpx.Response | Exception) -> None:
        """Wait before the next attempt.

        Raises:
            httpx.TransportError: The requests were stopped meanwhile.
        """
        if self.stopped.wait(self._calculate_sleep(response.headers if isinstance(response, httpx.Response) else {})):
            raise httpx.TransportError("stopped, because another request failed")


class Transport:
    """Hold the connections to one server. Threads share it."""

    def __init__(self, url: str, key: str | None, timeout_s: float, retries: int, connections: int, section: str = "rewrite.llm") -> None:
        """Open no connection yet. `section` is where messages say that the config is."""
        self._section, self._key = section, key
        self._url = url.rstrip("/").removesuffix("/v1")
        self._stopped = threading.Event()
        self._retry = _retry(retries, self._stopped)
        self._retry_at_start = _retry(min(retries, 2), self._stopped)
        try:
            address = httpx.URL(self._url)
            if address.scheme not in ("http", "https") or not address.host.strip("[]"):
                raise httpx.InvalidURL("it must be like http://localhost:8000")
            self._client = httpx.Client(
                base_url=self._url,
                timeout=timeout_s,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                transport=RetryTransport(
                    transport=httpx.HTTPTransport(
                        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections), proxy=_proxy(address)
                    ),
                    retry=self._retry,
                ),
            )
        except httpx.InvalidURL as error:
            raise UserError(f"{section}.url is {url}: {error}") from error

    def get(self, path: str) -> Any:
        """Return the JSON at `path`. It is requested when a worker starts, so at most two retries are made.

        Raises:
            UserError: No server answers, it requires another key, or it does not implement this API.
        """
        try:
            return self._send("GET", path, None, self._retry_at_start)
        except RefusedError as refusal:
            raise UserError(f"the LLM server at {self._url} does not implement the OpenAI API: {path}: {refusal}") from refusal

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Return the server's JSON answer to `body`.

        Raises:
            UserError: No server answers after all retries, or it requires another key.
            RefusedError: The server rejects the request.
        """
        return self._send("POST", path, body, self._retry)

    def give_up(self) -> None:
        """Make all waiting requests fail at once, because one request has failed for good."""
        self._stopped.set()

    def resume(self) -> None:
        """Allow requests again after `give_up`."""
        self._stopped.clear()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _send(self, method: str, path: str, body: dict[str, Any] | None, retry: Retry) -> Any:
        try:
            response = self._client.request(method, path, json=body, extensions={"retry": retry})
        except httpx.TransportError as error:
            raise self._unreachable(f"{type(error).__name__}: {error}".removesuffix(": "), retry) from error
        if response.is_success:
            return _json(response)
        problem = f"{response.status_code}: {self._hidden(_message(response))}"
        if response.status_code in (401, 403):
            raise UserError(f"the LLM server at {self._url} rejects the key ({problem}): see {self._section}.api_key_env")
        if response.status_code in RETRIED:
            tried = amount(retry.total, "retry", "retries")
            raise UserError(f"the LLM server at {self._url} keeps failing ({problem}; {tried}): look at its log, and run the command again")
        raise RefusedError(problem, exceeds_context(response))

    def _hidden(self, message: str) -> str:
        """Return a server's message without the key, which some servers repeat."""
        return message.replace(self._key, "***") if self._key else message

    def _unreachable(self, problem: str, retry: Retry) -> UserError:
        return UserError(
            f"no LLM server answers at {self._url} ({problem}; {amount(retry.total, 'retry', 'retries')}): "
            f"start one with `hardneg serve`, correct {self._section}.url, or remove it to run an LLM in the worker"
        )


def _retry(total: int, stopped: threading.Event) -> StoppableRetry:
    return StoppableRetry(
        total=total,
        allowed_methods=("GET", "POST"),  # a completion has no side effect, so repeating it is safe
        status_forcelist=RETRIED,
        retry_on_exceptions=(httpx.TransportError,),
        backoff_factor=FIRST_WAIT_S / 2,  # the library's first wait is twice the factor
        backoff_jitter=0.5,
        max_backoff_wait=LONGEST_WAIT_S,
        validate_response=_read,
        stopped=stopped,
    )


def _read(response: httpx.Response) -> None:
    """Read the body inside the retried call, so that a connection lost in the middle of an answer is retried too."""
    response.read()


def _proxy(address: httpx.URL) -> str | None:
    """Return the proxy that the environment names for `address`; httpx ignores those variables for a transport of one's own."""
    return None if proxy_bypass(address.host) else getproxies().get(address.scheme) or getproxies().get("all")


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except _NO_JSON as error:
        raise RefusedError(f"the answer is not JSON: {response.text[:80]!r}") from error


def exceeds_context(response: httpx.Response) -> bool:
    """Return whether a server rejects a request because the prompt and its answer exceed the model's context."""
    error = _error(response)
    if not TOO_LONG_CODES.isdisjoint(str(error.get(key)) for key in ("code", "type")):
        return True
    return TOO_LONG_MESSAGE.search(_line(response)) is not None


def _message(response: httpx.Response) -> str:
    """Return the server's error message in one line of at most 200 characters."""
    return _line(response)[:200]


def _line(response: httpx.Response) -> str:
    """Return the server's error message in one line."""
    error = _error(response)
    return " ".join(str(error.get("message", response.text)).split())


def _error(response: httpx.Response) -> Mapping[str, Any]:
    """Return what the server says of an error; empty where it is no JSON object."""
    try:
        reply = response.json()
    except _NO_JSON:
        return {}
    error = reply.get("error", reply) if isinstance(reply, dict) else None
    return error if isinstance(error, dict) else {}
