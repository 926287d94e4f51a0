"""The client against a small real HTTP server that fails in all the ways that a server can."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hardneg.errors import UserError
from hardneg.rewrite.llm import transport
from hardneg.rewrite.llm.interface import Hole
from hardneg.rewrite.llm.server import ServerLLM
from hardneg.schemas.config import LLMConfig

Reply = tuple[int, dict[str, str], Any]


class Api(ThreadingHTTPServer):
    """Answers as vLLM does, after `fail` has had its say about each request (by its number, from 0)."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fail: Callable[[int, dict[str, Any]], Reply | None] = lambda *_: None
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.now = self.most = 0
        self.delay_s = 0.0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is none of the test's business."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Api

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.say((200, {}, {"data": [{"id": "tiny"}]}))

    def do_POST(self) -> None:
        api = self.server
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with api.lock:
            number = len(api.bodies)
            api.bodies.append(body)
            api.headers.append(dict(self.headers))
            api.now += 1
            api.most = max(api.most, api.now)
        time.sleep(api.delay_s)
        reply = api.fail(number, body) or (200, {}, complete(body))
        with api.lock:
            api.now -= 1
        if reply[0] == 0:
            self.close_connection = True
            self.connection.close()
        else:
            self.say(reply)

    def say(self, reply: Reply) -> None:
        content = json.dumps(reply[2]).encode() if not isinstance(reply[2], bytes) else reply[2]
        self.send_response(reply[0])
        for name, value in {**reply[1], "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def complete(body: dict[str, Any]) -> dict[str, Any]:
    """Fills with the choice that the seed points at; scores a text with -1 a word."""
    if isinstance(body["prompt"], str):
        choices = body["structured_outputs"]["choice"]
        return {
            "choices": [{"index": 0, "text": choices[body["seed"] % len(choices)], "finish_reason": "stop"}],
            "usage": {"prompt_tokens": len(body["prompt"].split()), "completion_tokens": 2},
        }
    scored = [
        {"index": at, "text": "x", "prompt_logprobs": [None] + [{"5": {"logprob": -1.0, "rank": 1}} for _ in text.split()]}
        for at, text in enumerate(body["prompt"])
    ]
    return {"choices": scored[::-1], "usage": {}}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setattr(transport, "FIRST_WAIT_S", 0.01)
    served = Api()
    threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def client(api: Api, **config: Any) -> ServerLLM:
    return ServerLLM(LLMConfig.model_validate({"model": "tiny", "url": api.url, "retries": 3, **config}))


def holes(count: int) -> list[Hole]:
    return [Hole(f"prompt number {n}", n, tuple(f"w{i}" for i in range(1 + n % 5))) for n in range(count)]


def written(hole: Hole) -> str:
    return sorted(hole.choices)[hole.seed % len(hole.choices)]


def test_answers_keep_the_order_of_the_requests(api: Api) -> None:
    assert [fill.text for fill in client(api).fill(holes(50))] == [written(hole) for hole in holes(50)]


def test_every_request_has_its_seed_and_its_grammar_and_no_defaults_of_the_server(api: Api) -> None:
    client(api, temperature=0.3).fill([Hole("x", 42, ("b", "a"))])
    (body,) = api.bodies
    assert (body["seed"], body["structured_outputs"], body["temperature"]) == (42, {"choice": [" a", " b"]}, 0.3)
    assert (body["top_p"], body["top_k"], body["repetition_penalty"]) == (1.0, 0, 1.0)


def test_many_requests_are_in_flight_but_not_more_than_allowed(api: Api) -> None:
    api.delay_s = 0.02
    client(api, max_in_flight=6).fill(holes(40))
    assert 3 <= api.most <= 6


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_what_fails_in_passing_is_asked_again_and_nothing_is_lost(api: Api, status: int) -> None:
    api.fail = lambda number, _: (status, {}, {"error": {"message": "busy"}}) if number % 3 == 0 and number < 30 else None
    asked = client(api, max_in_flight=4, retries=20)
    assert [fill.text for fill in asked.fill(holes(40))] == [written(hole) for hole in holes(40)]
    assert len(api.bodies) > 40
    assert asked.usage.take()["llm_fills"] == 40


def test_the_server_says_when_to_come_back(api: Api) -> None:
    api.fail = lambda number, _: (429, {"Retry-After": "0.4"}, {}) if number == 0 else None
    began = time.monotonic()
    client(api).fill(holes(1))
    assert time.monotonic() - began >= 0.4


def test_a_server_that_is_too_slow_is_asked_again(api: Api) -> None:
    def slow_once(number: int, _: dict[str, Any]) -> None:
        time.sleep(0.6 if number == 0 else 0)

    api.fail = slow_once
    assert client(api, timeout_s=0.2).fill(holes(1))[0].ok


def test_a_dead_server_is_one_clear_error_and_soon(api: Api) -> None:
    asked = client(api, retries=2)
    api.fail = lambda number, _: (0, {}, None) if number > 4 else None
    began = time.monotonic()
    with pytest.raises(UserError, match=f"{api.url}.*make serve") as caught:
        asked.fill(holes(500))
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 5
    assert len(api.bodies) < 400
    api.fail = lambda *_: None
    assert asked.fill(holes(1))[0].ok


def test_another_model_or_a_wrong_key_is_one_clear_error(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="serves tiny, not other"):
        client(api, model="other")
    with pytest.raises(UserError, match="NO_SUCH_KEY, which is not set"):
        client(api, api_key_env="NO_SUCH_KEY")
    monkeypatch.setenv("A_KEY", "s3cret")
    api.fail = lambda *_: (401, {}, {"error": "Unauthorized"})
    with pytest.raises(UserError, match="api_key_env") as caught:
        client(api, api_key_env="A_KEY").fill(holes(1))
    assert api.headers[0]["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in str(caught.value)


def test_a_refusal_is_not_asked_again(api: Api) -> None:
    api.fail = lambda *_: (400, {}, {"error": {"message": "unknown field"}})
    with pytest.raises(UserError, match="unknown field"):
        client(api, max_in_flight=1).fill(holes(1))
    assert len(api.bodies) == 1


@pytest.mark.parametrize("reply", [b"<html>", {"choices": []}, {"choices": [{"index": 0}]}, []])
def test_an_answer_that_is_not_the_apis_is_one_clear_error(api: Api, reply: Any) -> None:
    api.fail = lambda *_: (200, {}, reply)
    with pytest.raises(UserError, match=r"vLLM 0\.11"):
        client(api).fill(holes(1))


def test_a_prompt_that_does_not_fit_fails_alone(api: Api) -> None:
    def refuse(_: int, body: dict[str, Any]) -> Reply | None:
        too_long = any(len(text) > 99 for text in ([body["prompt"]] if isinstance(body["prompt"], str) else body["prompt"]))
        return (400, {}, {"error": {"message": "maximum context length is 9 tokens"}}) if too_long else None

    api.fail = refuse
    asked = client(api)
    assert [fill.ok for fill in asked.fill([holes(1)[0], Hole("x" * 100, 0, ("a",)), holes(1)[0]])] == [True, False, True]
    scores = asked.log_likelihood(["one two", "x" * 100, "one"])
    assert scores[::2] == [-2.0, -1.0]
    assert math.isnan(scores[1])


def test_texts_are_scored_in_batches_and_in_order(api: Api) -> None:
    asked = client(api)
    assert asked.log_likelihood([" ".join(["w"] * n) for n in range(1, 41)]) == [-float(n) for n in range(1, 41)]
    assert len(api.bodies) < 10
    assert asked.usage.take() == {"llm_fills": 0, "llm_scores": 40, "llm_tokens_in": sum(range(2, 42)), "llm_tokens_out": 0}
