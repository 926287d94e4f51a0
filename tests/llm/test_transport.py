import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from hardneg.errors import UserError
from hardneg.llm.transport import LONGEST_WAIT_S, RefusedError, StoppableRetry, Transport, _json, _message, _proxy, _retry, exceeds_context


def waited(seconds: float) -> Callable[[float | None], bool]:
    """Return a stand-in for `Event.wait` that expects a wait of at most `seconds` and more than half of it."""

    def wait(timeout: float | None = None) -> bool:
        assert timeout is not None
        assert seconds / 2 <= timeout <= seconds
        return False

    return wait


def retry_after(value: str) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": value})


def second_attempt(monkeypatch: pytest.MonkeyPatch, seconds: float, attempts: int = 1) -> StoppableRetry:
    """Return the retry policy after `attempts`, whose wait must then be between half of `seconds` and `seconds`."""
    stopped = threading.Event()
    monkeypatch.setattr(stopped, "wait", waited(seconds))
    retry = _retry(100, stopped)
    for _ in range(attempts):
        retry = retry.increment()
    return retry


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 0.5), (2, 1.0), (4, 4.0), (60, LONGEST_WAIT_S)])
def test_the_wait_doubles_up_to_a_limit_and_has_jitter(monkeypatch: pytest.MonkeyPatch, attempts: int, seconds: float) -> None:
    second_attempt(monkeypatch, seconds, attempts).sleep(httpx.ConnectError(""))


def test_the_wait_is_what_the_server_asks_for_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    second_attempt(monkeypatch, 7).sleep(retry_after("7"))
    second_attempt(monkeypatch, 5).sleep(retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)))
    second_attempt(monkeypatch, LONGEST_WAIT_S).sleep(retry_after("86400"))


@pytest.mark.parametrize("value", ["soon", "", "nan", "-3"])
def test_an_invalid_retry_after_is_ignored(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    second_attempt(monkeypatch, 0.5).sleep(retry_after(value))


def test_stopping_ends_a_wait_and_all_attempts() -> None:
    stopped = threading.Event()
    retry = _retry(100, stopped).increment()
    threading.Timer(0.05, stopped.set).start()
    began = time.monotonic()
    with pytest.raises(httpx.TransportError):
        retry.sleep(retry_after("30"))
    assert time.monotonic() - began < 5
    assert retry.is_exhausted()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://here", "http://", ""])
def test_an_invalid_address_is_one_clear_line(url: str) -> None:
    with pytest.raises(UserError, match=r"rewrite\.llm\.url is"):
        Transport(url, None, 1.0, 0, 1)


def test_the_environments_proxy_is_used_except_for_excluded_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "localhost")
    assert _proxy(httpx.URL("http://models.example")) == "http://proxy:3128"
    assert _proxy(httpx.URL("http://localhost:8000")) is None


@pytest.mark.parametrize(
    ("message", "too_long"),
    [
        ("This model's maximum context length is 2048 tokens. However, your prompt contains 4000 input tokens", True),
        ("The decoder prompt (length 3001) is longer than the maximum model length of 2048.", True),
        (
            "The decoder prompt (length 9) plus the number of requested output tokens (at least 1) is longer than the maximum model length",
            True,
        ),
        ("Input length (3001) exceeds model's maximum context length (2048).", True),
        ("The engine prompt length 3001 exceeds the max_model_len 2048. Please reduce prompt.", True),
        ("max_tokens=4000 cannot be greater than max_model_len=2048. Please request fewer output tokens.", True),
        ("The input (9000 tokens) is longer than the model's context length (8192 tokens).", True),
        ("Requested token count exceeds the model's maximum context length of 8192 tokens.", True),
        ("request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it", True),
        ("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4031 and 200", True),
        (f"{'wrapped by a gateway ' * 20}: This model's maximum context length is 2048 tokens.", True),
        ("the request took too long", False),
        ("response_format: the name of the schema is too long", False),
        ("unknown field context_length", False),
        ("unknown field", False),
    ],
)
def test_a_prompt_that_exceeds_the_context_is_distinguished_from_other_refusals(message: str, too_long: bool) -> None:
    for said in ({"error": {"message": message, "type": "BadRequestError", "code": 400}}, {"message": message}, {"error": message}):
        assert exceeds_context(httpx.Response(400, json=said)) == too_long


@pytest.mark.parametrize(
    ("error", "too_long"),
    [
        ({"message": "", "code": "context_length_exceeded"}, True),
        ({"message": "", "code": 400, "type": "exceed_context_size_error"}, True),
        ({"message": "", "code": "invalid_request_error", "type": ["?"]}, False),
        ({}, False),
        (None, False),
    ],
)
def test_an_error_code_says_that_a_prompt_exceeds_the_context(error: object, too_long: bool) -> None:
    assert exceeds_context(httpx.Response(400, json={"error": error})) == too_long


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b'"error"', b"7", b"[" * 99_999, b"\xff"])
def test_a_refusal_in_any_form_has_a_message(content: bytes) -> None:
    response = httpx.Response(400, content=content)
    assert not exceeds_context(response)
    assert len(_message(response)) <= 200
    if content in (b"", b"[" * 99_999, b"\xff"):
        with pytest.raises(RefusedError, match="not JSON"):
            _json(response)
