"""Serve a Hugging Face Hub of one user on loopback: the calls of its HTTP API that a push makes, with the files in memory."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import yaml

OWNER = "me"


class Hub:
    """Hold data sets by id, with their branches, and what clients sent."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.private: dict[str, bool] = {}
        self.branches: dict[tuple[str, str], dict[str, bytes]] = {}
        self.large: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.url = ""

    def files(self, name: str, branch: str = "main") -> dict[str, bytes]:
        return self.branches[name, branch]

    def answer(self, method: str, path: str, token: str | None, body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if path.startswith("/large/"):  # signed addresses of the storage need no token
            self.large[path.removeprefix("/large/")] = body
            return 200, {}
        if token != self.token:
            return 401, {"error": "Invalid credentials in Authorization header"}
        if path == "/api/repos/create":
            return self._create(json.loads(body))
        if path == "/api/validate-yaml":
            front = yaml.safe_load(json.loads(body)["content"].split("---\n")[1])
            errors = [] if isinstance(front.get("configs"), list) else [{"message": "configs must be a list"}]
            return (400 if errors else 200), {"errors": errors, "warnings": []}
        if path.endswith("/info/lfs/objects/batch"):
            return 200, {"objects": [self._upload(one) for one in json.loads(body)["objects"]], "transfer": "basic"}
        if path == "/verify":
            one = json.loads(body)
            right = len(self.large[one["oid"]]) == one["size"] and hashlib.sha256(self.large[one["oid"]]).hexdigest() == one["oid"]
            return (200 if right else 400), {}
        kind, _, rest = path.removeprefix("/api/datasets/").partition("/")
        name, _, action = rest.partition("/")
        return self._data_set(method, f"{kind}/{name}", action, body)

    def _create(self, asked: dict[str, Any]) -> tuple[int, Any]:
        owner = asked.get("organization") or OWNER
        name = f"{owner}/{asked['name']}"
        if owner != OWNER:
            return 403, {"error": f'You don\'t have the rights to create a dataset under the namespace "{owner}".'}
        if name in self.private:
            return 409, {"error": "You already created this dataset repo", "url": f"{self.url}/datasets/{name}"}
        self.private[name] = asked.get("visibility") == "private" or bool(asked.get("private"))
        self.branches[name, "main"] = {".gitattributes": b""}
        return 200, {"url": f"{self.url}/datasets/{name}"}

    def _upload(self, one: dict[str, Any]) -> dict[str, Any]:
        actions = {"upload": {"href": f"{self.url}/large/{one['oid']}"}, "verify": {"href": f"{self.url}/verify"}}
        return {"oid": one["oid"], "size": one["size"], "actions": actions}

    def _data_set(self, method: str, name: str, action: str, body: bytes) -> tuple[int, Any]:
        what, _, branch = action.partition("/")
        if name not in self.private:
            return 404, {"error": "Repository not found"}
        if what == "branch":
            self.branches.setdefault((name, branch), dict(self.branches[name, "main"]))
            return 200, {}
        if what in ("", "revision"):
            return 200, {"id": name, "private": self.private[name], "sha": "0" * 40, "siblings": []}
        files = self.branches[name, branch]
        if what == "tree":
            return 200, [{"type": "file", "path": path, "size": len(data), "oid": "0" * 40} for path, data in files.items()]
        if what == "preupload":
            asked = json.loads(body)["files"]
            modes = {each["path"]: "lfs" if each["path"].endswith(".parquet") else "regular" for each in asked}
            return 200, {"files": [{"path": path, "uploadMode": mode, "shouldIgnore": False} for path, mode in modes.items()]}
        assert (method, what) == ("POST", "commit")
        for line in body.decode().splitlines():
            value = json.loads(line)["value"]
            match json.loads(line)["key"]:
                case "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    files[value["path"]] = self.large[value["oid"]]
                case "deletedFile":
                    del files[value["path"]]
        return 200, {"commitUrl": f"{self.url}/datasets/{name}/commit/1", "commitOid": "1" * 40}


@contextmanager
def hub(token: str) -> Iterator[Hub]:
    """Serve a hub that accepts `token`, until the block ends."""
    served = Hub(token)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
            status, value = served.answer(self.command, urlsplit(self.path).path, token, body)
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
