"""Writing to a socket what it takes at once."""

import socket


def send_now(line: socket.socket, told: memoryview) -> int:
    """Write what the socket takes now and return how much; raises OSError when nobody reads."""
    try:
        return line.send(told)
    except BlockingIOError:
        return 0
