# ruff: noqa
"""Calls home: over the network, to the host of a virtual machine, and to services of this machine."""

import socket

reached = []
for family, address in [
    (socket.AF_INET, ("1.1.1.1", 53)),
    (socket.AF_INET, ("127.0.0.1", 22)),
    (socket.AF_INET6, ("::1", 22)),
    (socket.AF_UNIX, "\0service"),
    (getattr(socket, "AF_VSOCK", 40), (2, 1)),
    (getattr(socket, "AF_NETLINK", 16), (0, 0)),
]:
    try:
        socket.socket(family)
        reached.append(family)
    except OSError:
        pass
raise RuntimeError(f"reached {reached}")
