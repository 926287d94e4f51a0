"""The client is tested against a small real HTTP server that fails in the ways that servers do."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hardneg.errors import UserError
from hardneg.llm import transport
from hardneg.llm.interface import Chat, Hole, Message
from hardneg.llm.server import ServerLLM
from hardneg.schemas.config import LLMConfig

Reply = tuple[int, dict[str, str], Any]
CUT = 1  # a status of the test: the connection ends in the middle of the answer
USAGE = {"prompt_tokens": 1, "completion_tokens": 1}
OF_NO_FORM = [None, [], "x", 7, {}, {"choices": None, "usage": USAGE}, {"choices": [], "usage": USAGE}, {"choices": ["x"], "usage": USAGE}]
DEEP = b"[" * 99_999


class Api(ThreadingHTTPServer):
    """Answer as vLLM does, unless `fail` returns another reply for the request with that ordinal (from 0)."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fail: Callable[[int, dict[str, Any]], Reply | None] = lambda *_: None
        self.models: Any = {"data": [{"id": "tiny"}]}
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.now = self.most = 0
        self.delay_s = 0.0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that have disconnected."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Api

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        self.say((200, {}, self.server.models) if self.path == "/v1/models" else (404, {}, {"error": "no such page"}))

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
        elif reply[0] == CUT:
            self.say((200, {"Content-Length": "1000"}, b'{"choices"'))
            self.close_connection = True
        else:
            self.say(reply)

    def say(self, reply: Reply) -> None:
        content = json.dumps(reply[2]).encode() if not isinstance(reply[2], bytes) else reply[2]
        self.send_response(reply[0])
        for name, value in {"Content-Length": str(len(content)), **reply[1]}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def complete(body: dict[str, Any]) -> dict[str, Any]:
    """Fill with the choice of index `seed`; score a text with -1 per word; answer a chat with the schema's title and the seed."""
    if "messages" in body:
        said = f'["{body["response_format"]["json_schema"]["schema"]["title"]}", {body["seed"]}]'
        usage = {"prompt_tokens": 7, "completion_tokens": 3}
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}], "usage": usage}
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


def said(content: object, usage: object = USAGE) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}, "finish_reason": "stop"}], "usage": usage}


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


def chats(count: int) -> list[Chat]:
    return [Chat((Message("system", "s"), Message("user", str(n))), n, '{"title": "t"}', 50) for n in range(count)]


def test_every_chat_has_its_seed_its_schema_and_its_limit(api: Api) -> None:
    fills = client(api, temperature=0.3, max_in_flight=4).chat(chats(9))
    assert [fill.text for fill in fills] == [f'["t", {n}]' for n in range(9)]
    body = next(each for each in api.bodies if each["seed"] == 3)
    assert (body["max_tokens"], body["temperature"], body["top_p"]) == (50, 0.3, 1.0)
    assert body["messages"] == [{"role": "system", "content": "s"}, {"role": "user", "content": "3"}]


def test_a_chat_that_is_cut_or_too_long_is_no_answer(api: Api) -> None:
    cut = {"choices": [{"message": {"content": "["}, "finish_reason": "length"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}
    long = (400, {}, {"error": {"message": "This model's maximum context length is 2048 tokens"}})
    coded = (400, {}, {"error": {"message": "Reduce the messages.", "code": "context_length_exceeded"}})
    api.fail = lambda _, body: {1: (200, {}, cut), 2: long, 3: coded}.get(body["seed"])
    assert [fill.ok for fill in client(api).chat(chats(5))] == [True, False, False, False, True]


def test_an_answer_may_have_less_room_than_its_limit_but_not_less_than_the_usual_one(api: Api) -> None:
    too_long = (400, {}, {"error": {"message": "This model's maximum context length is 99 tokens"}})
    api.fail = lambda _, body: too_long if body["max_tokens"] + 10 * body["seed"] > 99 else None
    fills = client(api).chat([each._replace(usual_tokens=20) for each in chats(10)])
    assert [fill.ok for fill in fills] == [True] * 8 + [False] * 2
    limits = [[body["max_tokens"] for body in api.bodies if body["seed"] == seed] for seed in range(10)]
    assert limits == [[50]] * 5 + [[50, 20]] * 5


def test_a_request_that_took_too_long_is_no_prompt_that_exceeds_the_context(api: Api) -> None:
    api.fail = lambda *_: (400, {}, {"error": {"message": "the request took too long"}})
    with pytest.raises(UserError, match="rejects a request: 400: the request took too long"):
        client(api).chat(chats(1))


def test_answers_of_a_server_that_ignores_the_schema_are_passed_on(api: Api) -> None:
    answers = ["I'm sorry, but I cannot help with that.", None, "  "]
    api.fail = lambda _, body: (200, {}, said(answers[body["seed"]]))
    assert [fill[:1] + fill[3:] for fill in client(api).chat(chats(3))] == [(answers[0], True), ("", False), ("", False)]


@pytest.mark.parametrize(
    "reply",
    [
        *OF_NO_FORM,
        DEEP,
        {"choices": [{"message": {}}]},
        {"choices": [{"message": {"content": "[]"}}]},
        {"choices": [{"message": None, "finish_reason": "stop"}], "usage": USAGE},
        said(7),
        said(["[]"]),
        said("[]", None),
        said("[]", {"prompt_tokens": None, "completion_tokens": 1}),
        said("[]", {"prompt_tokens": "many", "completion_tokens": 1}),
    ],
)
def test_an_answer_to_a_chat_of_another_form_is_one_clear_error(api: Api, reply: Any) -> None:
    api.fail = lambda *_: (200, {}, reply)
    with pytest.raises(UserError, match=r"vLLM 0\.11") as caught:
        client(api).chat(chats(1))
    assert "\n" not in str(caught.value)


def likeliest(position: object) -> dict[str, Any]:
    return {"choices": [{"message": {"content": "yes"}, "logprobs": {"content": [position]}}], "usage": USAGE}


@pytest.mark.parametrize(
    "reply",
    [
        *OF_NO_FORM,
        likeliest(None),
        likeliest({"token": "yes"}),
        likeliest({"top_logprobs": None}),
        likeliest({"top_logprobs": [{"token": "yes", "logprob": None}]}),
        likeliest({"top_logprobs": [{"token": "yes", "logprob": "high"}]}),
    ],
)
def test_a_score_of_yes_and_no_of_another_form_is_one_clear_error(api: Api, reply: Any) -> None:
    api.fail = lambda _, body: (200, {}, reply) if "messages" in body else (404, {}, {})
    with pytest.raises(UserError, match=r"another form .*vLLM 0\.11"):
        client(api).yes_no(chats(1))


@pytest.mark.parametrize("log_probabilities", [None, {}, {"content": None}, {"content": []}, {"tokens": ["yes"]}])
def test_an_answer_without_log_probabilities_is_one_clear_error(api: Api, log_probabilities: Any) -> None:
    reply = {"choices": [{"message": {"content": "yes"}, "logprobs": log_probabilities}], "usage": USAGE}
    api.fail = lambda _, body: (200, {}, reply) if "messages" in body else (404, {}, {})
    with pytest.raises(UserError, match="sends no log-probabilities"):
        client(api).yes_no(chats(1))


def scored(*positions: object) -> dict[str, Any]:
    return {"choices": [{"index": at, "prompt_logprobs": each} for at, each in enumerate(positions)]}


@pytest.mark.parametrize(
    "reply",
    [
        *OF_NO_FORM,
        scored(None),
        scored(None, None),
        scored([None], [["x"]]),
        scored([None], [None, {"5": {"logprob": None}}]),
        scored([None], [None, {"5": {"logprob": "low"}}]),
        scored([None]),
        scored([None], [None], [None]),
        {"choices": [{"index": 0, "prompt_logprobs": [None]}, {"index": 0, "prompt_logprobs": [None]}]},
    ],
)
def test_scores_of_another_form_or_number_are_one_clear_error(api: Api, reply: Any) -> None:
    api.fail = lambda *_: (200, {}, reply)
    with pytest.raises(UserError, match=r"vLLM 0\.11"):
        client(api).log_likelihood(["a dog", "a cat"])


@pytest.mark.parametrize("reply", [[], None, "x", {}, {"data": None}, {"data": ["tiny"]}, {"data": [{"name": "tiny"}]}])
def test_a_list_of_models_of_another_form_is_one_clear_error(api: Api, reply: Any) -> None:
    api.models = reply
    with pytest.raises(UserError, match=r"another form .*vLLM 0\.11"):
        client(api)


def test_a_chat_that_times_out_is_retried(api: Api) -> None:
    api.delay_s = 0.5
    asked = client(api, timeout_s=0.2, retries=2, max_in_flight=1)
    with pytest.raises(UserError, match="2 retries"):
        asked.chat(chats(1))
    api.delay_s = 0.0
    assert [fill.text for fill in asked.chat(chats(1))] == ['["t", 0]']


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template", "no chat template"),
        ("response_format.type json_schema is not supported", "rejects a request"),
    ],
)
def test_a_server_that_cannot_answer_chats_is_one_clear_error(api: Api, said: str, message: str) -> None:
    api.fail = lambda *_: (400, {}, {"error": {"message": said}})
    with pytest.raises(UserError, match=message):
        client(api).chat(chats(3))


def test_at_most_max_in_flight_requests_are_in_flight(api: Api) -> None:
    api.delay_s = 0.02
    client(api, max_in_flight=6).fill(holes(40))
    assert 3 <= api.most <= 6


@pytest.mark.parametrize("status", [0, CUT, 408, 429, 500, 503])
def test_transient_failures_are_retried_and_no_answer_is_lost(api: Api, status: int) -> None:
    api.fail = lambda number, _: (status, {}, {"error": {"message": "busy"}}) if number % 3 == 0 and number < 30 else None
    asked = client(api, max_in_flight=4, retries=20)
    assert [fill.text for fill in asked.fill(holes(40))] == [written(hole) for hole in holes(40)]
    assert len(api.bodies) > 40
    assert asked.usage.take()["llm_fills"] == 40


def test_the_server_decides_how_long_to_wait(api: Api) -> None:
    api.fail = lambda number, _: (429, {"Retry-After": "1"}, {}) if number == 0 else None
    began = time.monotonic()
    client(api).fill(holes(1))
    assert time.monotonic() - began >= 1


def test_a_read_timeout_is_retried(api: Api) -> None:
    def slow_once(number: int, _: dict[str, Any]) -> None:
        time.sleep(0.6 if number == 0 else 0)

    api.fail = slow_once
    assert client(api, timeout_s=0.2).fill(holes(1))[0].ok
    assert len(api.bodies) == 2


def test_a_server_that_is_always_too_slow_is_one_clear_error(api: Api) -> None:
    asked = client(api, timeout_s=0.1, retries=1)
    api.delay_s = 0.4
    with pytest.raises(UserError, match=r"ReadTimeout.*1 retry.*hardneg serve"):
        asked.fill(holes(1))
    assert len(api.bodies) == 2


@pytest.mark.parametrize(("failures", "answered"), [(3, True), (4, False)])
def test_a_request_is_repeated_as_often_as_the_config_says(api: Api, failures: int, answered: bool) -> None:
    api.fail = lambda number, _: (503, {}, {"error": {"message": "loading"}}) if number < failures else None
    asked = client(api, retries=3)
    if answered:
        assert asked.fill(holes(1))[0].ok
    else:
        with pytest.raises(UserError, match="503: loading; 3 retries"):
            asked.fill(holes(1))
    assert len(api.bodies) == 4


def test_a_server_without_structured_outputs_is_one_clear_error_without_retries(api: Api) -> None:
    api.fail = lambda *_: (400, {}, {"error": {"message": "Unrecognized request argument supplied: structured_outputs"}})
    with pytest.raises(UserError, match=r"structured_outputs; it must implement the API of vLLM 0\.11"):
        client(api).fill(holes(1))
    assert len(api.bodies) == 1


def test_a_server_without_prompt_logprobs_is_one_clear_error(api: Api) -> None:
    api.fail = lambda *_: (200, {}, {"choices": [{"index": 0, "text": "x"}], "usage": {}})
    with pytest.raises(UserError, match=r"choices\.0\.prompt_logprobs: Field required\); it must be vLLM 0\.11"):
        client(api).log_likelihood(["a dog"])


def test_an_address_that_is_not_of_this_api_is_one_clear_error(api: Api) -> None:
    with pytest.raises(UserError, match=r"does not implement the OpenAI API: /v1/models: 404"):
        client(api, url=api.url + "/elsewhere")


def test_a_dead_server_is_one_clear_error_within_seconds(api: Api) -> None:
    asked = client(api, retries=2)
    api.fail = lambda number, _: (0, {}, None) if number > 4 else None
    began = time.monotonic()
    with pytest.raises(UserError, match=f"{api.url}.*hardneg serve") as caught:
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


def test_a_refused_request_is_not_retried(api: Api) -> None:
    api.fail = lambda *_: (400, {}, {"error": {"message": "unknown field"}})
    with pytest.raises(UserError, match="unknown field"):
        client(api, max_in_flight=1).fill(holes(1))
    assert len(api.bodies) == 1


@pytest.mark.parametrize(
    "reply",
    [
        *OF_NO_FORM,
        b"<html>",
        DEEP,
        {"choices": [{"index": 0}]},
        {"choices": [{"index": 0, "text": None}], "usage": USAGE},
        {"choices": [{"index": 0, "text": "w0"}], "usage": {"prompt_tokens": None, "completion_tokens": None}},
    ],
)
def test_an_answer_of_another_form_is_one_clear_error(api: Api, reply: Any) -> None:
    api.fail = lambda *_: (200, {}, reply)
    with pytest.raises(UserError, match=r"vLLM 0\.11"):
        client(api).fill(holes(1))


def test_a_prompt_that_exceeds_the_context_fails_alone(api: Api) -> None:
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


def test_a_key_that_the_server_repeats_is_hidden(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_OF_TEST", "very-secret-key")
    api.fail = lambda *_: (401, {}, {"error": {"message": "wrong key very-secret-key"}})
    with pytest.raises(UserError, match=r"wrong key \*\*\*") as raised:
        client(api, api_key_env="KEY_OF_TEST").fill(holes(1))
    assert "very-secret-key" not in str(raised.value)
