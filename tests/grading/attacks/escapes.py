# ruff: noqa
"""Tries the ways out: namespaces, mounts, tracing others, more rights, higher limits."""

import ctypes
import os
import platform
import resource
import signal

on_arm = platform.machine() == "aarch64"
libc = ctypes.CDLL(None, use_errno=True)
done = []
if libc.unshare(0x10000000) == 0:
    done.append("user namespace")
child = libc.syscall(220 if on_arm else 56, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)  # clone into a user namespace
if child == 0:
    os._exit(0)
if child > 0:
    done.append("user namespace of a child")
if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
    done.append("mount")
if libc.ptrace(16, 1, 0, 0) == 0:
    done.append("ptrace")
if libc.chroot(b"/tmp") == 0:
    done.append("chroot")
for number in (241, 280, 282, 425) if on_arm else (298, 321, 323, 425):  # perf, bpf, userfaultfd, io_uring
    if libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
        done.append(number)
for limit in (
    resource.RLIMIT_AS,
    resource.RLIMIT_NPROC,
    resource.RLIMIT_FSIZE,
    resource.RLIMIT_CPU,
    resource.RLIMIT_NOFILE,
):
    soft, hard = resource.getrlimit(limit)
    try:
        resource.setrlimit(limit, (hard * 2, hard * 2))
        done.append(limit)
    except (ValueError, OSError):
        pass
    if hard in (-1, resource.RLIM_INFINITY):
        done.append(f"no limit {limit}")
for name in ("setuid", "setgid"):
    try:
        getattr(os, name)(0)
        done.append(name)
    except OSError:
        pass
raise RuntimeError(f"did {done}")
