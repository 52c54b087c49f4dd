"""A server that answers what a test lays out: real sockets, no Reelyard behind them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Scripted:
    """One answer; `cut_after` drops the connection after so many bytes of the body. With
    `is_endless` the body comes again and again until the client has had enough; with
    `is_held` what follows the body does not come before the server ends."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    is_endless: bool = False
    is_held: bool = False


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def told(content: Any, status: int = 200, **headers: str) -> Scripted:
    """An answer in JSON; underscores in the names of headers stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = "application/json" if status < 400 else "application/problem+json"
    return Scripted(status, json.dumps(content).encode(), {"Content-Type": kind, **named})


def refused(status: int, code: str, **facts: Any) -> Scripted:
    """A problem as our API words it; `retry_after_s` becomes the header, too."""
    content = {"code": code, "detail": f"Says {code}.", "remedy": "Do so.", **facts}
    seconds = facts.get("retry_after_s")
    return told(content, status, **({} if seconds is None else {"Retry_After": str(seconds)}))


class ScriptedServer:
    """Answers by method and path, each answer once and the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.url = ""
        self.ending = Event()
        self._answers: dict[tuple[str, str], list[Scripted]] = {}

    def answer(self, method: str, path: str, *answers: Scripted) -> None:
        """Lay out the answers to come."""
        self._answers[method, path] = list(answers)

    def sent(self, method: str, path: str) -> list[Request]:
        """What came in for this."""
        return [one for one in self.requests if (one.method, one.path) == (method, path)]

    def next_answer(self, request: Request) -> Scripted:
        """Note a request and say what is answered."""
        self.requests.append(request)
        answers = self._answers.get((request.method, request.path))
        if answers is None:
            return refused(404, "not-found")
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """A server on a port of its own, stopped after the block."""
    script = ScriptedServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            answer = script.next_answer(request)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.is_endless or answer.is_held:
                self.close_connection = True
            elif answer.status != 304:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.close_connection = self.close_connection or answer.cut_after is not None
            # A client may have had enough, or was cancelled.
            with suppress(ConnectionError):
                self.wfile.write(answer.body[: answer.cut_after])
                while answer.is_endless:
                    self.wfile.write(answer.body)
            if answer.is_held:
                script.ending.wait()

        do_GET = do_POST = do_HEAD = do_PATCH = do_DELETE = _handle  # noqa: N815 - named by the standard library

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        script.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=lambda: server.serve_forever(0.01), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            script.ending.set()
            server.shutdown()
            thread.join()
