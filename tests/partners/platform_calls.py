"""Sends messages to the platform, and the same once more where that may help."""

import http.client
import json
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from operations import SYSTEM


def post(url, body, seconds=20):
    """Post a body as JSON and read the answer; None if there is none that could be understood."""
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname, parts.port, timeout=seconds)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.request("POST", target, json.dumps(body).encode(), {"Content-Type": "application/json"})
        answer = link.getresponse()
        told = json.loads(answer.read())
        return told if answer.status == 200 and isinstance(told, dict) else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        link.close()


def codes(answer):
    """List the codes of an answer's errors, in either form."""
    errors = [answer.get("error"), *(answer.get("errors") or [])]
    return [entry.get("code") for entry in errors if isinstance(entry, dict)]


class Platform:
    """Sends messages to the platform, in the background."""

    def __init__(self, base, client_token, once=False):
        self.base = base.rstrip("/")
        self.client_token = client_token
        self.confirmed = set() if once else None
        self.workers = ThreadPoolExecutor(max_workers=32)

    def deliver(self, url, body):
        """Send a message; after no answer and after a system error send the same again, three times at most."""
        for pause in (0.3, 1.0, 2.5, None):
            answer = post(url, body)
            if answer is not None and SYSTEM not in codes(answer):
                return answer
            if pause is not None:
                time.sleep(pause)
        return answer

    def call(self, operation, connection, **content):
        """Call an operation of the platform and wait for the answer."""
        return self.deliver(f"{self.base}/{operation}", self.message(connection, **content))

    def message(self, connection, **content):
        """Build a body with the tokens that the platform knows."""
        tokens = {"clientToken": self.client_token}
        if connection is not None:
            tokens["connectionToken"] = connection.token
        return {**tokens, **content}

    def confirm(self, connection, push, errors, content):
        """Tell the outcome of a push, at the address that it came with."""
        if self.confirmed is not None:
            if (connection.token, push["messageId"]) in self.confirmed:
                return
            self.confirmed.add((connection.token, push["messageId"]))
        outcome = {"relatedMessageId": push["messageId"], "success": not errors, **content}
        if errors:
            outcome["errors"] = errors
        self.workers.submit(self.deliver, push["responseUrl"], self.message(connection, **outcome))
