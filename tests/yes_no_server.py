"""Serve yes or no by a real HTTP server in the OpenAI API, as vLLM does. No test itself."""

import base64
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import PIL.Image

MODEL = "owner/judge"
IDS = {"yes": 1, "Yes": 2, " yes": 3, "no": 4, "No": 5, " No": 6}
"""The tokens that are an answer; other spellings have several tokens."""

Messages = list[dict[str, Any]]


class YesNoServer(ThreadingHTTPServer):
    """Answer yes with the log-odds that `judge` returns for the messages; NaN stands for a prompt that is too long.

    With `tokenized` set it behaves as a server other than vLLM: `/tokenize` answers so, and it sends the likeliest tokens only.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, judge: Callable[[Messages], float]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.judge = judge
        self.tokenized: tuple[int, dict[str, Any]] | None = None
        self.log_probabilities = True
        self.bodies: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: YesNoServer

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        self.say(200, {"data": [{"id": MODEL}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.say(*(self.tokens(body["prompt"]) if self.path == "/tokenize" else self.answer(body)))

    def tokens(self, text: str) -> tuple[int, dict[str, Any]]:
        return self.server.tokenized or (200, {"tokens": [IDS[text]] if text in IDS else [7, 8]})

    def answer(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.server.bodies.append(body)
        gap = self.server.judge(body["messages"])
        if math.isnan(gap):
            return 400, {"error": {"message": "This model's maximum context length is 64 tokens"}}
        return 200, {"choices": [self.choice(body, gap)], "usage": {"prompt_tokens": 10, "completion_tokens": 1}}

    def choice(self, body: dict[str, Any], gap: float) -> dict[str, Any]:
        """Return an answer in which yes and no are spelt in two ways each, and share the probability of one half."""
        if not self.server.log_probabilities or not body.get("logprobs"):
            return {"index": 0, "message": {"content": "yes"}, "logprobs": None, "finish_reason": "length"}
        yes = 0.5 / (1 + math.exp(-gap))
        shares = {"Yes": 0.75 * yes, " yes": 0.25 * yes, "No": 0.9 * (0.5 - yes), "no": 0.1 * (0.5 - yes), "The": 0.4}
        sent = sorted(shares, key=lambda token: -shares[token])
        if (wanted := body.get("logprob_token_ids")) is not None and self.server.tokenized is None:
            sent = [token for token in IDS if IDS[token] in wanted]
        sent = sent if wanted is not None else sent[: body["top_logprobs"]]
        position = {"token": sent[0], "top_logprobs": [{"token": each, "logprob": math.log(shares.get(each) or 1e-30)} for each in sent]}
        return {"index": 0, "message": {"content": sent[0]}, "logprobs": {"content": [position]}, "finish_reason": "length"}

    def say(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(judge: Callable[[Messages], float]) -> Iterator[YesNoServer]:
    """Run a server in threads of this process."""
    server = YesNoServer(judge)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def image_of(messages: Messages) -> PIL.Image.Image:
    """Return the image of the last message."""
    url = messages[-1]["content"][0]["image_url"]["url"]
    return PIL.Image.open(BytesIO(base64.b64decode(url.partition("base64,")[2])))


def text_of(messages: Messages) -> str:
    """Return the text of the last message."""
    content = messages[-1]["content"]
    return content if isinstance(content, str) else content[1]["text"]
