"""The walls around a student's process: bubblewrap's command, the limits inside it, and whether this machine has them.

Namespaces of its own for everything, no network, no capabilities, a read-only system of which it sees only an
interpreter with NumPy and matplotlib, a small home in memory that vanishes with it, and limits on memory, processor
time, processes, files and descriptors. Not promised: to hide the machine's kind and load, or to withstand a hole in
the kernel.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grading.sandbox import environment
from grading.sandbox.inside.notebook_shell import IPYTHON

INSIDE = Path(__file__).resolve().with_name("inside")  # all that the sandbox holds of the grader
PACKAGES = {
    "bwrap": "bubblewrap, 0.8 or newer (Debian and Ubuntu: `apt install bubblewrap`; Fedora: `dnf install bubblewrap`)",
    "prlimit": "prlimit (Debian and Ubuntu: `apt install util-linux`; Fedora: `dnf install util-linux`)",
}
# Where the kernel may forbid an ordinary user a namespace: the file, the value that forbids, the command that allows.
SWITCHES = (
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)


class SandboxError(Exception):
    """This machine cannot give the sandbox; no fault of the student's. The message says what to do."""


@dataclass(frozen=True)
class Settings:
    """Where the sandbox's environment is, and what one submission may use."""

    environment: Path = environment.ENVIRONMENT
    start_seconds: float = 20  # until the sandbox is up: a slow machine's fault, not the student's
    # Of the process's own time: while others keep it from a processor, none goes by.
    cell_seconds: float = 10
    call_seconds: float = 5
    total_seconds: float = 45  # a submission's, all its lives together
    lives: int = 8  # after so many deaths and hangs, the remaining checks fail
    memory: int = 1 << 30  # bytes, of each process
    processes: int = 4  # threads count too
    processor_seconds: int = 40  # of each process
    file_size: int = 16 << 20
    home_size: int = 64 << 20
    descriptors: int = 64


def refuse_unfit(settings):
    """Raise SandboxError, with what to do, unless this machine has what can be checked at no cost."""
    found = _obvious(settings)
    if found:
        raise SandboxError("Nothing was run: " + "; ".join(found))


def obstacles(settings=None):
    """Everything that keeps this machine from giving the sandbox, in words that say what to do; empty if it can."""
    settings = settings or Settings()
    found = _obvious(settings)
    if sys.platform.startswith("linux") and _tool("bwrap"):
        if _version() < (0, 8):
            found.append(f"bubblewrap is {'.'.join(map(str, _version()))}, which is too old: 0.8 or newer is needed")
        elif os.geteuid() != 0 and (words := _forbidden()):
            found.append(words)
    return found


def _obvious(settings):
    if not sys.platform.startswith("linux"):
        return ["the sandbox needs Linux: on macOS and Windows, grade in Podman or Docker"]
    found = []
    if os.geteuid() == 0:
        found.append("you are root, to whom the kernel does not apply limits: grade as an ordinary user")
    found += [f"not installed: {words}" for name, words in PACKAGES.items() if not _tool(name)]
    if (words := environment.lacking(settings.environment)) is not None:
        found.append(words)
    return found


def _tool(name):
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/bin:/bin")


@cache
def _version():
    words = subprocess.run([_tool("bwrap"), "--version"], capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", words)[:3]))


def _forbidden():
    """In words why bubblewrap cannot make its namespaces, None if it can."""
    command = [_tool("bwrap"), *_NAMESPACES, "--ro-bind", "/", "/", "--", "/bin/true"]
    run = subprocess.run(command, capture_output=True, text=True, env={}, timeout=20)
    if run.returncode == 0:
        return None
    for file, forbids, command in SWITCHES:
        with contextlib.suppress(OSError):
            if Path(file).read_text().strip() == forbids:
                return f"this kernel forbids user namespaces to ordinary users: as root, `{command}`"
    return (
        f"bubblewrap cannot start here ({run.stderr.strip()[:300]}); in a container, it must be allowed user namespaces"
    )


_NAMESPACES = (
    "--unshare-all --unshare-user --disable-userns --cap-drop ALL --clearenv --die-with-parent --new-session "
    "--uid 65534 --gid 65534 --hostname sandbox"
).split()


def command(settings, requests, replies, about, filter_=None):
    """The command that runs the worker within its walls, given the numbers of the descriptors that it inherits."""
    walls = [_tool("bwrap"), *_NAMESPACES, "--info-fd", str(about)]
    if filter_ is not None:
        walls += ["--seccomp", str(filter_)]
    walls += _places(Path(settings.environment).resolve(), settings.home_size)
    for name, value in _variables().items():
        walls += ["--setenv", name, value]
    limits = {
        "as": settings.memory,
        "nproc": settings.processes,
        "cpu": settings.processor_seconds,
        "fsize": settings.file_size,
        "nofile": settings.descriptors,
        "core": 0,
        "memlock": 0,
        "msgqueue": 0,
    }
    prlimit = [os.path.realpath(_tool("prlimit")), *(f"--{name}={value}" for name, value in limits.items()), "--"]
    return [*walls, "--", *prlimit, "/env/bin/python", "-sB", "/grader/worker.py", str(requests), str(replies)]


def _variables():
    """The whole of the worker's environment. A fixed hash seed: the same notebook gets the same verdict."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PATH": "/nowhere",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(threads, "1"),
    }


def _places(sandbox, home_size):
    """What the sandbox sees of the disk: an interpreter, its libraries and environment, and a home of its own."""
    base = _base(sandbox)
    read = ["/usr/lib", "/usr/lib64", "/etc/ld.so.cache", os.path.realpath(_tool("prlimit"))]
    if base == "/usr":  # no other program of the system's
        read += [os.readlink(sandbox / "bin" / "python"), os.path.realpath(sandbox / "bin" / "python")]
    else:
        read += [f"{base}/{it}" for it in ("bin", "lib", "lib64")]
    places = []
    for place in dict.fromkeys(read):
        if os.path.exists(place):
            places += ["--ro-bind", os.path.realpath(place), place]
    for link in ("bin", "lib", "lib64"):
        if os.path.islink(f"/{link}"):
            places += ["--symlink", os.readlink(f"/{link}"), f"/{link}"]
        elif os.path.isdir(f"/{link}") and link != "bin":
            places += ["--ro-bind", f"/{link}", f"/{link}"]
    # Packages that the machine has besides: they may hold the answers.
    for hidden in _site_packages(base):
        places += ["--tmpfs", hidden, "--remount-ro", hidden]
    places += ["--ro-bind", str(sandbox), "/env", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    places += ["--ro-bind", str(INSIDE), "/grader"]
    for file in environment.syntax():
        places += ["--ro-bind", str(file), f"{IPYTHON}/{file.parent.name}/{file.name}"]
    places += ["--size", str(home_size), "--tmpfs", "/tmp", "--dir", "/tmp/matplotlib", "--chdir", "/tmp"]
    for fonts in environment.fonts(sandbox):
        places += ["--ro-bind", str(fonts), f"/tmp/matplotlib/{fonts.name}"]
    # The root itself is a writable file system in memory, without a limit, unless it is made read-only.
    return [*places, "--remount-ro", "/"]


def _base(sandbox):
    """The prefix of the interpreter that the environment was made from."""
    return os.path.dirname(os.path.dirname(os.path.realpath(sandbox / "bin" / "python")))


def _site_packages(base):
    patterns = ("python*/site-packages", "python*/dist-packages")
    libraries = {f"{base}/lib", f"{base}/lib64", "/usr/lib", "/usr/lib64"}
    found = (folder for library in libraries for pattern in patterns for folder in Path(library).glob(pattern))
    return sorted({str(folder) for folder in found if folder.is_dir() and not folder.is_symlink()})
