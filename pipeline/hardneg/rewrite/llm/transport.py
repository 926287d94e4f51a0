"""HTTP to an LLM server: JSON in and out, and what is worth it is tried again, later each time."""

import math
import random
import re
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from hardneg.errors import UserError

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
TOO_LONG = re.compile(r"context length|max_model_len|max model len|too long|maximum model length", re.IGNORECASE)


class RefusedError(Exception):
    """The server will not do this request, however often it is asked."""

    @property
    def too_long(self) -> bool:
        """Whether that is because the prompt does not fit the model."""
        return TOO_LONG.search(str(self)) is not None


def wait_s(attempt: int, retry_after: str | None) -> float:
    """Seconds until attempt `attempt` + 1: what the server asks for, else twice as long each time, with jitter against a stampede."""
    if retry_after is not None:
        asked = _seconds(retry_after)
        if asked is not None and not math.isnan(asked):
            return min(max(asked, 0.0), 2 * LONGEST_WAIT_S)
    longest = min(FIRST_WAIT_S * 2.0 ** min(attempt, 60), LONGEST_WAIT_S)
    return longest * random.uniform(0.5, 1.0)


def _seconds(retry_after: str) -> float | None:
    """Seconds that a Retry-After header stands for: a number, or a date; None where it is neither."""
    try:
        return float(retry_after)
    except ValueError:
        try:
            date = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
    return (date - datetime.now(UTC)).total_seconds() if date.tzinfo else None


class Transport:
    """Connections to one server. Threads share it."""

    def __init__(self, url: str, key: str | None, timeout_s: float, retries: int, connections: int) -> None:
        self._url = url.rstrip("/").removesuffix("/v1")
        self._retries = retries
        self._stopped = threading.Event()
        try:
            self._client = httpx.Client(
                base_url=self._url,
                timeout=timeout_s,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            )
            address = httpx.URL(self._url)
            if address.scheme not in ("http", "https") or not address.host.strip("[]"):
                raise httpx.InvalidURL("it must be like http://localhost:8000")
        except httpx.InvalidURL as error:
            raise UserError(f"rewrite.llm.url is {url}: {error}") from error

    def get(self, path: str) -> Any:
        """JSON at `path`; asked for at the start, so it gives up sooner.

        Raises:
            UserError: No server answers, or it is not one of this API.
        """
        try:
            return self._send("GET", path, None, min(self._retries, 2))
        except RefusedError as refusal:
            raise UserError(f"the LLM server at {self._url} does not speak the OpenAI API: {path}: {refusal}") from refusal

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """JSON that the server answers to `body`.

        Raises:
            UserError: No server answers after all retries, or it wants another key.
            RefusedError: The server answers that the request cannot be done.
        """
        return self._send("POST", path, body, self._retries)

    def give_up(self) -> None:
        """Let requests that wait for another attempt fail at once, since one of their fellows has failed."""
        self._stopped.set()

    def resume(self) -> None:
        """Allow requests again after `give_up`."""
        self._stopped.clear()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _send(self, method: str, path: str, body: dict[str, Any] | None, retries: int) -> Any:
        for attempt in range(retries + 1):
            retry_after = None
            try:
                response = self._client.request(method, path, json=body)
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            else:
                if response.is_success:
                    return _json(response)
                problem = f"{response.status_code}: {_message(response)}"
                if response.status_code in (401, 403):
                    raise UserError(f"the LLM server at {self._url} wants another key ({problem}): see rewrite.llm.api_key_env")
                if response.status_code not in AGAIN:
                    raise RefusedError(problem)
                retry_after = response.headers.get("retry-after")
            if attempt == retries or self._stopped.wait(wait_s(attempt, retry_after)):
                break
        raise UserError(
            f"no LLM server answers at {self._url} ({problem}; asked {attempt + 1} times): "
            "start one with `make serve`, set rewrite.llm.url, or leave that out to run the model in the worker"
        )


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise RefusedError(f"the answer is not JSON: {response.text[:80]!r}") from error


def _message(response: httpx.Response) -> str:
    """What the server says is wrong, in one line."""
    try:
        reply = response.json()
        text = reply["error"]["message"] if "error" in reply else reply["message"]
    except (ValueError, KeyError, TypeError):
        text = response.text
    return " ".join(str(text).split())[:200]
