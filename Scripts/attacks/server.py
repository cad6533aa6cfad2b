"""A server on this machine that gives what it should not."""

import http.server
import threading

_started = threading.Lock()
_port, _sent = 0, 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global _sent
        name = self.path.strip("/")
        if name in ("missing", "loop", "file"):
            self.send_response(404 if name == "missing" else 302)
            if name != "missing":
                self.send_header("Location", "/loop" if name == "loop" else "file:///etc/passwd")
            self.end_headers()
            return
        self.send_response(200)
        body = {"good": b"test", "wrong": b"tset", "empty": b"", "cut": b"te"}.get(name, b"")
        if name != "endless":
            self.send_header("Content-Length", str(len(body) + (2 if name == "cut" else 0)))
        self.end_headers()
        try:
            self.wfile.write(body)
            for _ in range(3000 if name == "endless" else 0):
                self.wfile.write(b"\0" * (1 << 20))
                _sent += 1 << 20
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


def port():
    """The port of the server, which is started where it is first needed."""
    global _port
    with _started:
        if not _port:
            made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            threading.Thread(target=made.serve_forever, daemon=True).start()
            _port = made.server_address[1]
    return _port


def sent():
    """Bytes of endless files so far."""
    return _sent
