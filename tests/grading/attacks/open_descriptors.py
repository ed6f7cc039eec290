# ruff: noqa
"""Counts what it and the sandbox's first process have inherited: pipes, and nothing that leads outside."""

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
            places = ["cwd", "exe", "root", *(f"fd/{it}" for it in os.listdir(f"/proc/{process}/fd"))]
            others += [os.readlink(f"/proc/{process}/{it}").partition(":")[0] for it in places]
        except OSError:
            pass
raise RuntimeError(f"found {sorted(found.values())}, {sorted(set(others) - {'/'})}, {len(os.environ)}")
