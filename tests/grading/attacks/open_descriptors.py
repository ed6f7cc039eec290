# ruff: noqa
"""Counts what it has inherited: two pipes, and nothing that leads outside."""

import os

found = {}
for number in range(3, 256):
    try:
        found[number] = os.readlink(f"/proc/self/fd/{number}").partition(":")[0]
    except OSError:
        pass
others = []
for process in filter(str.isdigit, os.listdir("/proc")):
    if int(process) != os.getpid():
        try:
            others += [os.readlink(f"/proc/{process}/{it}") for it in ("cwd", "exe", "root")]
        except OSError:
            pass
raise RuntimeError(f"found {sorted(found.values())}, {sorted(set(others) - {'/'})}, {len(os.environ)}")
