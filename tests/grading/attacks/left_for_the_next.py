# ruff: noqa
"""Leaves its answers, in files, links, shared memory and the keyring, for the next student to find."""

import ctypes
import os
import platform

on_arm = platform.machine() == "aarch64"
found = [it for it in os.listdir("/tmp") if it != "matplotlib"] + os.listdir("/dev/shm")
libc = ctypes.CDLL(None, use_errno=True)
key = libc.syscall(217 if on_arm else 248, b"user", b"answers", b"step", 4, -3)  # add_key to the session's keyring
if key > 0 or libc.syscall(219 if on_arm else 250, 10, -3, b"user", b"answers", 0) > 0:  # search for it
    found.append("a key")
if libc.shmget(4711, 4096, 0o1600) >= 0:
    found.append("shared memory")
for name in ("answers.txt", "sitecustomize.py", "numpy.py"):
    with open(f"/tmp/{name}", "w") as file:
        file.write("step")
os.symlink("/env", "/tmp/link")
os.symlink("/tmp", "/tmp/matplotlib/link")
raise RuntimeError(f"found {found}")
