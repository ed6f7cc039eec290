# ruff: noqa
"""Writes the gradebook, and whatever else it can: outside its home nothing must be left."""

import os

written = []
places = [
    "/",
    "/env",
    "/env/bin",
    "/env/lib",
    "/grader",
    "/usr",
    "/usr/lib",
    "/dev",
    "/dev/shm",
    "/etc",
    "/proc",
    "/run",
    "/var",
    "/home",
]
places += [folder for folder, _, _ in os.walk("/env") if folder.count("/") < 5]
for place in places:
    for name in ("gradebook.db", "sitecustomize.py"):
        try:
            with open(os.path.join(place, name), "w") as file:
                file.write("import os")
            written.append(os.path.join(place, name))
        except OSError:
            pass
for file in (
    "/grader/worker.py",
    "/grader/wire.py",
    "/env/pyvenv.cfg",
    "/env/bin/python",
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
):
    try:
        os.close(os.open(file, os.O_WRONLY))
        written.append(file)
    except OSError:
        pass
raise RuntimeError(f"wrote {written}")
