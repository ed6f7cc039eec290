"""All hosts but this machine, as a proxy that keeps what is asked of them."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Everybody(ThreadingHTTPServer):
    """All hosts but this machine, as the proxy that a page is given: what is asked of them is kept and not answered.

    A browser's own events will not do: it announces requests that it then refuses, and those of a frame in a process of
    its own may pass before anyone listens.
    """

    def __init__(self):
        self.asked = []
        super().__init__(("127.0.0.1", 0), type("Refusal", (BaseHTTPRequestHandler,), {"do_CONNECT": self.refuse}))
        self.RequestHandlerClass.do_GET = self.RequestHandlerClass.do_POST = self.RequestHandlerClass.do_CONNECT
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @staticmethod
    def refuse(request):
        request.server.asked.append(f"request {request.path}")
        request.send_error(502)
