"""A small mail server for the tests: it takes what it is told to take, and keeps it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class Post:
    """What a mail server was sent, and how it answers."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)  # by the command they answer, in place of a friendly one
    took: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        self.say("220 mail.example.lu ESMTP")
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.partition(" ")[0].upper()
            if answer := post.answers.get(verb):
                self.say(answer)
            elif verb == "EHLO":
                self.say("250 mail.example.lu")
            elif verb == "DATA":
                self.say("354 go on")
                post.took.append(self.message())
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                if verb == "RCPT":
                    post.to.append(command)
                self.say("250 fine")

    def message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        found = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[Post]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.post = post = Post(server.server_address[1])  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield post
        server.shutdown()
        thread.join()
