"""How long whoever sends or reads is waited for: connections with a deadline, of which those that are past it are cut off."""

import socket
import time
from contextlib import suppress
from typing import Any

SECONDS = 30.0


class Patience:
    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._until: dict[Any, float] = {}

    def until(self, connection: Any) -> None:
        """From now so long, whatever trickles in or out meanwhile."""
        if connection is not None:
            self._until[connection] = time.monotonic() + self.seconds

    def enough(self, connection: Any) -> None:
        self._until.pop(connection, None)

    def end(self) -> int:
        """Cuts off those whose time is over, and says how many: whoever waits for them is told at once that nothing more comes."""
        now = time.monotonic()
        late = [connection for connection, until in list(self._until.items()) if until < now]
        for connection in late:
            self.enough(connection)
            with suppress(OSError):  # it has gone by itself meanwhile
                connection.shutdown(socket.SHUT_RDWR)
        return len(late)


patience = Patience()
