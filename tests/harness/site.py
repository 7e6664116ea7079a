"""The whole site on 127.0.0.1, in threads of this process, over whichever database Django is pointed at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadedWSGIServer):
    daemon_threads = True


@contextmanager
def serving(application: WSGIHandler | None = None) -> Iterator[str]:
    """The address of the site while the block lasts. Files are those that `collectstatic` has put together."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(application or get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
