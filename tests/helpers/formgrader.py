"""The formgrader of a course, as the demo starts it."""

import os
import socket
import subprocess
import threading
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

from grading.demo import demo
from helpers.processes import PATIENCE

TOKEN = "a-test"


class Formgrader:
    """One that runs at ``address``, for whoever sends it the ``headers``."""

    headers = {"Authorization": f"token {TOKEN}"}  # noqa: RUF012

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        """The text of one of its pages."""
        request = urllib.request.Request(f"{self.address}{path}", headers=self.headers)
        return self.opener.open(request, timeout=PATIENCE).read().decode()


@contextmanager
def served(root):
    """Run it. It executes nothing of a student's, so it may run as root."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
    options.append("--ServerApp.log_level=DEBUG")  # else it says that it runs before it listens, and no more
    options += ["--allow-root"] if os.geteuid() == 0 else []
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen([*demo.server(root, port), *options], cwd=root, **pipes)
    try:
        said = ""
        while "successfully started" not in said:
            line = running.stderr.readline()
            assert line, said[-3000:]
            said += line
        threading.Thread(target=running.stderr.read, daemon=True).start()  # who writes into a full pipe waits
        yield Formgrader(port)
    finally:
        running.terminate()
        running.wait()
