#!/usr/bin/env python3
"""Hosts a small channel manager, written from the published pages of the Channel Manager API alone.

It shares no code and no thought with Keycard's built-in stub, so that both can be held against each other. It needs
Python 3.9 or newer and nothing else. `--help` shows how it can be started; README.md beside it says more, and which
file holds what.
"""

import functools
import hmac
import http.server
import json
import os
import re
import signal
import socket
import sys
import threading
import time
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

sys.dont_write_bytecode = True  # the folder of the tests stays as it is

from bookings import Booking, Reservation  # noqa: E402
from hooks import CannotDo, Hooks  # noqa: E402
from operations import (  # noqa: E402
    INVALID, NO_ACCESS, NO_CONNECTION, NOTICES, OPERATIONS, PUSHES, REQUESTS, RULE, SYSTEM, Connection, Refused, error,
    need, text,
)
from options import arguments  # noqa: E402
from platform_calls import Platform  # noqa: E402

ORDINARY = {"from", "to", "channelManagerId", "code", "times", "later"}  # what hooks are told that is no wish
MORE_SPACES = ["STU", "APT", "TNT", "VIL", "SUI"]


class Service:
    """Holds the one state of all, whoever calls and over however many connections."""

    def __init__(self, options, environment):
        self.options = options
        self.later = options.confirm == "async"
        self.maintenance = False
        codes = (NO_ACCESS, NO_ACCESS, NO_CONNECTION), (INVALID, NO_CONNECTION, NO_ACCESS)
        self.codes = codes[0 if options.other_codes else 1]  # no token, an unknown connection, one that is off
        self.platform = Platform(options.mews_url, environment["MEWS_CLIENT_TOKEN"], options.confirm_once)
        self.clients = {environment["PARTNER_CLIENT_TOKEN"]: "platform"}
        if environment.get("PARTNER_OTHER_CLIENT_CLIENT_TOKEN"):
            self.clients[environment["PARTNER_OTHER_CLIENT_CLIENT_TOKEN"]] = "other"
        self.connections = {}
        self.main = self.connect(environment["PARTNER_CONNECTION_TOKEN"], "platform")
        self.connect(environment.get("PARTNER_OTHER_PROPERTY_CONNECTION_TOKEN"), "platform")
        self.connect(environment.get("PARTNER_DISABLED_CONNECTION_TOKEN"), "platform", enabled=False)
        self.connect(environment.get("PARTNER_OTHER_CLIENT_CONNECTION_TOKEN"), "other")
        self.main.unmapped = {tuple(each.split(":")) for each in options.unmapped_pair}
        more = MORE_SPACES[: max(options.categories - len(options.spaces), 0)]
        self.main.spaces += more
        self.main.fill(more, self.today(), 400)
        earlier = Booking("CM00000-earlier", numbers={"CM00000-earlier/1": "MEWS-1"})
        earlier.add(Reservation(*self.main.pairs()[0], self.today() + 5, self.today() + 6))
        self.main.bookings[earlier.name] = earlier
        self.hooks = Hooks(self)

    def connect(self, token, client, **more):
        """Set a connection up, if there is a token for it."""
        if token:
            options = self.options
            self.connections[token] = Connection(
                token, client, list(options.spaces), list(options.rates), options.currency,
                strict=options.other_codes, **more,
            )
            return self.connections[token]
        return None

    @staticmethod
    def today():
        """Tell the day at the property."""
        return datetime.now(ZoneInfo("Europe/Amsterdam")).date().toordinal()

    def caller(self, operation, body):
        """Find the connection that a message is about, once both tokens are right.

        A connection that is switched off takes nothing but the news of it."""
        missing, unknown, switched_off = self.codes
        token = text(body, "clientToken", missing)
        client = next((name for known, name in self.clients.items() if same(known, token)), None)
        need(client, "The client token is not valid; ask for the current one.", NO_ACCESS)
        token = text(body, "connectionToken")
        connection = next((each for known, each in self.connections.items() if same(known, token)), None)
        need(connection and connection.client == client, "There is no connection with this token.", unknown)
        working = connection.enabled and not connection.off_at_property
        message = "The connection is switched off at the channel manager; switch it on there."
        need(working or operation == "changeNotificaton", message, switched_off)
        return connection

    def answer(self, operation, raw):
        """Answer a message. Returns the answer, and what is to be done once it is sent."""
        try:
            need(not self.maintenance, "The channel manager is in maintenance; please send it again later.", SYSTEM)
            body = read_json(raw)
            connection = self.caller(operation, body)
            if operation in NOTICES:
                NOTICES[operation](connection, body)
                return {"success": True}, self.reaction(operation, connection, body)
            return self.outcome(operation, connection, body, len(raw))
        except Refused as refusal:
            return self.refusal(refusal.errors), None
        except Exception as fault:  # a mistake of this program: the platform may send the message again
            print(f"{operation}: {fault!r}", file=sys.stderr, flush=True)
            message = "The channel manager failed over the message; please send it again in some minutes."
            return self.refusal([error(SYSTEM, message)]), None

    def outcome(self, operation, connection, body, size):
        """Carry out a message whose outcome may be told later, as that of blocks and groups always is."""
        text(body, "messageId")
        need(re.match(r"https?://[^/]", text(body, "responseUrl")), "responseUrl has to be an absolute address.")
        later, announced = True, {"asyncConfirmation": True}
        if operation in PUSHES:
            errors, content = PUSHES[operation](connection, body), {}
            later = self.later or self.options.confirm == "large" and size > 5000
        else:
            errors, content = REQUESTS[operation](connection, body)
            if self.options.other_codes:
                later, announced = not errors, {}
        if later:
            return {"success": True, **announced}, functools.partial(
                self.platform.confirm, connection, body, errors, content
            )
        if errors:
            raise Refused(*errors)
        return {"success": True}, None

    def refusal(self, errors):
        """Write a refusal in the form that the options ask for."""
        for each in errors:
            if self.options.other_codes and each["code"] == RULE:
                each["code"] = INVALID
            if self.options.japanese:
                each["message"] = japanese(each["message"])
        if self.options.errors == "legacy":
            return {"success": False, "error": errors[0]}
        return {"success": False, "errors": errors}

    def reaction(self, operation, connection, body):
        """Choose what follows a notice of the property: a connection that is off there is off here, too."""
        if operation != "changeNotificaton" or not self.options.heed_notices:
            return None
        connection.off_at_property = body["type"] in (3, 4)
        if connection.off_at_property:
            return None
        return functools.partial(self.hooks.ask, ("getConfiguration", connection, {}))


def japanese(message):
    """Say in Japanese that something is wrong, and with what: names and numbers stay as they are."""
    named = "、".join(re.findall(r"[^\s,;()]*[A-Z0-9][^\s,;()]*", message))
    return f"メッセージを受け付けられませんでした。内容を確認して、もう一度送信してください。対象：{named}"


def same(known, token):
    """Compare two tokens in a time that tells nothing about them."""
    return hmac.compare_digest(known.encode(), token.encode("utf-8", "surrogatepass"))


def read_json(raw):
    """Read a body, which has to be one JSON object and nothing else."""

    def constant(name):
        raise ValueError(f"{name} is not JSON")

    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=constant)
    except (ValueError, RecursionError) as problem:
        raise Refused(error(INVALID, f"The body cannot be read as JSON: {problem}")) from None
    need(isinstance(body, dict), "The body has to be a JSON object.")
    return body


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection. Other methods than POST get what Python's server has for them, 501."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60
    service = None

    def do_POST(self):
        """Carry out an operation or a hook, by the last part of the address."""
        length = self.headers.get("Content-Length", "0")
        raw = self.rfile.read(int(length) if length.isdecimal() else 0)
        path, _, query = self.path.partition("?")
        options = self.service.options
        operation = self.below(path, options.prefix)
        hook = self.below(path, "/hooks/")
        if query and options.exact_router:
            self.reply(404, {"message": "There is nothing at this address."})
        elif hook:
            self.hook(hook, raw)
        elif operation in OPERATIONS and operation not in options.without:
            self.operation(operation, raw)
        else:
            self.reply(404, {"message": "There is nothing at this address."})

    @staticmethod
    def below(path, prefix):
        """Take the part of a path behind a prefix; None if it does not begin so."""
        return path[len(prefix) :] if path.startswith(prefix) else None

    def operation(self, operation, raw):
        """Answer the platform, and confirm only after that."""
        if self.headers.get_content_type() != "application/json" or not self.headers.get("Content-Type"):
            refusal = error(INVALID, "The body has to be announced as application/json.")
            self.reply(200, {"success": False, "errors": [refusal]})
            return
        time.sleep(self.service.options.delay)
        answer, then = self.service.answer(operation, raw)
        if self.service.options.null_fields:
            answer = {"asyncConfirmation": False, "error": None, "errors": None, **answer}
        if self.service.options.extra_fields:
            answer = {"requestId": str(uuid.uuid4()), "answeredAt": datetime.now().isoformat(), **answer}
        self.reply(200, answer)
        if then:
            then()

    def hook(self, name, raw):
        """Act as a person would."""
        try:
            wish = read_json(raw or b"{}")
            if self.service.options.no_wishes and set(wish) - ORDINARY:
                raise CannotDo("Wishes are not offered here.")
            answer, under_way = self.service.hooks.act(name, wish)
            if self.service.options.wait_in_hooks and under_way:
                under_way.result()
                self.reply(204)
            else:
                self.reply(200 if answer else 404, answer or {"message": f"There is no hook {name}."})
        except CannotDo as reason:
            self.reply(501, {"message": str(reason)})
        except Refused as reason:
            self.reply(400, {"message": str(reason)})

    def reply(self, status, content=None):
        """Send an answer in one piece."""
        raw = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        if raw:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
        self.wfile.flush()

    def log_message(self, *_):
        """Say nothing: addresses and bodies may hold tokens."""


class Server(http.server.ThreadingHTTPServer):
    """Listens; each connection has a thread of its own."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host, port):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)


def main():
    """Listen until the process is asked to end."""
    options = arguments()
    missing = [
        name
        for name in ("PARTNER_CLIENT_TOKEN", "PARTNER_CONNECTION_TOKEN", "MEWS_CLIENT_TOKEN")
        if not os.environ.get(name)
    ]
    if missing:
        sys.exit(f"These environment variables are not set: {', '.join(missing)}; partner.env sets them.")
    Handler.service = Service(options, os.environ)
    Handler.protocol_version = "HTTP/1.0" if Handler.service.options.old_http else "HTTP/1.1"
    server = Server(options.host, options.port)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"ready on http://{host}:{server.server_port}{options.prefix}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    Handler.service.platform.workers.shutdown(wait=False, cancel_futures=True)
    os._exit(0)


if __name__ == "__main__":
    main()
