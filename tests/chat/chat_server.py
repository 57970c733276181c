"""A real HTTP server that speaks as much of the OpenAI protocol as the tests need, and misbehaves as they ask."""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from groundwire.chat import Caps, Header, Sampling, generate, question
from groundwire.chat.asking import EndpointSource
from groundwire.chat.endpoint import EndpointSettings
from groundwire.chat.retry import Retries

SEEDED, NO_CAPS = Sampling(seed=5), Caps()
HEADER = Header("arithmetic", None, "1", "tiny", {"temperature": 0.6})


def completion(body, count=None, text=None, finish="stop", usage=True):
    """A well-formed body: choices that say the last message and the seed that the sample has."""
    count = body.get("n", 1) if count is None else count
    said = body["messages"][-1]["content"]
    choices = [
        {
            "index": i,
            "message": {"role": "assistant", "content": f"{said}/{body.get('seed', 0) + i}" if text is None else text},
            "finish_reason": finish,
        }
        for i in range(count)
    ]
    counts = {"usage": {"prompt_tokens": 1, "completion_tokens": 7 * count, "total_tokens": 1 + 7 * count}}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": "tiny", "choices": choices} | (
        counts if usage else {}
    )


class ChatServer(ThreadingHTTPServer):
    """Answers as `behaviour` says; what is in `script` comes first, one entry a request."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour = lambda handler, body: handler.send(completion(body))
        self.script = deque()
        self.requests, self.times, self.paths = [], [], []
        self.guard = threading.Lock()
        self.busy = self.busiest = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request, client_address):
        pass  # clients that hang up are part of the tests

    def source(self, concurrency=4, most_samples=32, sampling=SEEDED, **settings):
        made = {"retries": Retries(tries=4, base=0.01, longest=0.02), "timeout": 10.0} | settings
        return EndpointSource(EndpointSettings(self.url, "tiny", **made), sampling, concurrency, most_samples)

    def run(self, path, problems=3, samples=2, caps=NO_CAPS, reserve=0, **source):
        """Ask the questions p0, p1, ... and give outcome and notices."""
        notices = []
        made = self.source(**source)
        outcome = generate(
            questions(problems), samples, made, made.sampling, path, HEADER, caps,
            notice=notices.append, reserve=reserve,
        )  # fmt: skip
        return outcome, notices


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.guard:
            self.server.requests.append(body)
            self.server.times.append(time.monotonic())
            self.server.paths.append(self.path)
            self.server.busy += 1
            self.server.busiest = max(self.server.busiest, self.server.busy)
            behaviour = self.server.script.popleft() if self.server.script else self.server.behaviour
        try:
            behaviour(self, body)
        finally:
            with self.server.guard:
                self.server.busy -= 1

    def send(self, body, status=200, headers=(), kind="application/json", length=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, message="no", headers=(), code=None):
        self.send({"error": {"message": message, "code": code}}, status, headers)

    def log_message(self, *arguments):
        pass


def questions(count):
    return [question(f"p{i}", f"q{i}", system=None) for i in range(count)]
