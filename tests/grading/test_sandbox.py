"""The sandbox itself: that it is there, what is in it, and what it says where it cannot be had."""

import contextlib
import dataclasses
import errno
import os
import platform
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from grading import ROOT
from grading.sandbox import environment, process, seccomp, session, walls
from grading.verdict import verdict
from helpers import processes, sample

sandboxed = pytest.mark.sandboxed


def grade(notebook, settings, **options):
    return verdict.grade(notebook, sample.source(), 7, settings=settings, **options)


@sandboxed
def test_this_machine_is_fit(settings):
    assert walls.obstacles(settings) == []


@sandboxed
def test_the_solution_has_all_points(settings):
    found = grade(sample.solved(), settings)
    assert found["checks"] == dict.fromkeys(sample.CHECKS)
    assert not found["errors"]
    assert list(found["figures"]) == ["figure"]


@sandboxed
def test_the_release_has_no_points(settings):
    found = grade(sample.release(), settings)
    assert all(found["checks"].values()), found


@sandboxed
def test_it_holds_numpy_and_matplotlib_at_the_books_pins(settings):
    code = """
import importlib.metadata, sys
versions = {it.metadata["Name"]: it.version for it in importlib.metadata.distributions()}
found = [versions["numpy"], versions["matplotlib"], len(versions) < 15, [it for it in sys.path if "grad" in it]]
"""
    assert _value(code, "found", settings) == [*environment.pins(environment.PACKAGES).values(), True, []]


@sandboxed
def test_it_is_compiled_and_knows_its_fonts(settings):
    """Else every student's process would compile NumPy, and look through all fonts."""
    assert list(settings.environment.glob("lib/python*/site-packages/numpy/__pycache__/*.pyc"))
    assert list(settings.environment.glob("lib/python*/site-packages/matplotlib/__pycache__/pyplot.*.pyc"))
    code = "import matplotlib.font_manager, os\nfound = os.listdir('/tmp/matplotlib')"
    assert _value(code, "found", settings) == [it.name for it in environment.fonts(settings.environment)]


@sandboxed
def test_a_name_on_the_disk_leads_nowhere_else(settings):
    places = [str(Path.home()), str(ROOT), "/bin/sh"]
    code = f"import os\nfound = [os.path.exists(it) for it in {places}]"
    assert _value(code, "found", settings) == [False, False, False]


@sandboxed
def test_it_shares_no_namespace_with_the_grader(settings):
    kinds = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
    code = f"import os\nfound = [os.readlink(f'/proc/self/ns/{{it}}') for it in {kinds}]"
    ours = [os.readlink(f"/proc/self/ns/{it}") for it in kinds]
    assert not set(_value(code, "found", settings)) & set(ours)


@sandboxed
def test_it_has_no_rights_and_a_filter(settings):
    code = "found = dict(line.split(':', 1) for line in open('/proc/self/status'))"
    about = {name: words.split() for name, words in _value(code, "found", settings).items()}
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(about[name][0], 16) == 0
    assert (about["NoNewPrivs"], about["Seccomp"]) == (["1"], ["2"])


@sandboxed
def test_it_knows_neither_the_user_nor_the_machines_name(settings):
    code = "import os\nfound = [os.getuid(), os.getgid(), os.uname().nodename, sorted(os.environ)]"
    expected = [65534, 65534, "sandbox", sorted([*walls._variables(), "PWD"])]
    assert _value(code, "found", settings) == expected


@sandboxed
def test_its_limits_are_those_of_the_settings(settings):
    limits = {
        "AS": settings.memory,
        "NPROC": settings.processes,
        "CPU": settings.processor_seconds,
        "FSIZE": settings.file_size,
        "NOFILE": settings.descriptors,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
    }
    code = f"import resource\nfound = [resource.getrlimit(getattr(resource, 'RLIMIT_' + it)) for it in {[*limits]}]"
    assert _value(code, "found", settings) == [(it, it) for it in limits.values()]


@sandboxed
def test_only_its_home_is_mounted_to_be_written_to(settings):
    """Whoever owns the files: an interpreter may be the teacher's own, and so may its packages be."""
    code = "found = [line.split()[4] for line in open('/proc/self/mountinfo') if 'rw' in line.split()[5].split(',')]"
    found = {it for it in _value(code, "found", settings) if not it.startswith("/dev/")}
    assert found == {"/tmp", "/proc"}


def _value(code, name, settings):
    opened = session.Session(settings)
    try:
        opened.run(code, "cell")
        return opened.ask({"do": "value", "name": name})["value"]
    finally:
        opened.close()


@sandboxed
def test_no_process_outlives_a_killed_grader(settings, tmp_path):
    """SIGKILL leaves the grader no time to clear up: the kernel does."""
    code = f"""
import sys
sys.path.insert(0, "tests")
from grading.verdict import verdict
from helpers import processes, sample
step = "import os; os.write({processes.PIPE}, b'looping')\\nwhile True: pass"
verdict.grade(sample.submission(step=step), sample.source(), 7)
"""
    with contextlib.closing(processes.Telling(tmp_path)) as telling:
        grader = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PATH": telling.path})
        telling.wait_for(b"looping")
        grader.kill()
        grader.wait()
        telling.wait_for_end()


@sandboxed
def test_one_that_is_ended_before_it_is_up_is_gone_too(settings, tmp_path, monkeypatch):
    """Nothing in it runs yet that it could be told to end."""
    waiting, pipe = tmp_path / "bwrap", tmp_path / "pipe"
    os.mkfifo(pipe)
    waiting.write_text(f"#!/bin/sh\nread it < {pipe}\n")
    waiting.chmod(0o755)
    monkeypatch.setattr(walls, "_tool", lambda name: str(waiting))
    monkeypatch.setattr(walls, "_version", lambda: (0, 8))
    started = process.Process(settings)
    started.end()  # returns when it is gone
    assert started.running is None


@sandboxed
def test_many_verdicts_leave_no_descriptor_open(settings):
    grade(sample.solved(), settings, figures=False)
    before = os.listdir("/proc/self/fd")
    for step in ("", "import os; os._exit(0)", "import os; os.closerange(0, 99)"):
        grade(sample.solved(step=step), settings, figures=False)
    session.Session(settings).close()
    assert os.listdir("/proc/self/fd") == before


# --- Where it cannot be had


def test_root_is_refused(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert any("you are root" in words for words in walls.obstacles())
    with pytest.raises(walls.SandboxError, match=r"Nothing was run: you are root.*grade as an ordinary user"):
        verdict.grade(sample.solved(), sample.source(), 7)


@pytest.mark.parametrize("tool, package", [("bwrap", "apt install bubblewrap"), ("prlimit", "dnf install util-linux")])
def test_a_missing_tool_is_named_with_its_package(tool, package, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(walls, "_tool", lambda name: None if name == tool else f"/usr/bin/{name}")
    monkeypatch.setattr(walls, "_forbidden", lambda: None)
    assert any(package in words for words in walls.obstacles())
    with pytest.raises(walls.SandboxError, match=package):
        verdict.grade(sample.solved(), sample.source(), 7)


def test_an_old_bubblewrap_is_refused(monkeypatch):
    monkeypatch.setattr(walls, "_version", lambda: (0, 6, 1))
    monkeypatch.setattr(walls, "_tool", lambda name: name)
    assert any("bubblewrap is 0.6.1, which is too old" in words for words in walls.obstacles())


def test_a_missing_environment_is_named_with_its_rule(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings = walls.Settings(environment=tmp_path / "none")
    assert any("make .sandbox" in words for words in walls.obstacles(settings))
    with pytest.raises(walls.SandboxError, match=r"make \.sandbox"):
        verdict.grade(sample.solved(), sample.source(), 7, settings=settings)


def test_an_environment_that_is_not_fit_is_told(tmp_path):
    python, fonts = tmp_path / "bin" / "python", tmp_path / environment.FONTS / "fontlist-v1.json"
    for file in (python, fonts):
        file.parent.mkdir()
    python.touch(mode=0o644)
    assert "cannot be run by this user" in environment.lacking(tmp_path)
    python.chmod(0o755)
    assert "is not complete: delete it" in environment.lacking(tmp_path)
    fonts.touch()
    assert environment.lacking(tmp_path) is None


def test_a_kernel_that_forbids_namespaces_is_named_with_its_switch(tmp_path, monkeypatch):
    failing = tmp_path / "bwrap"
    failing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    failing.chmod(0o755)
    switch = tmp_path / "switch"
    switch.write_text("0\n")
    monkeypatch.setattr(walls, "_tool", lambda name: str(failing))
    assert "No permissions to create new namespace" in walls._forbidden()
    monkeypatch.setattr(walls, "SWITCHES", [(str(switch), "0", "sysctl kernel.it=1")])
    assert "as root, `sysctl kernel.it=1`" in walls._forbidden()


def test_other_systems_are_sent_to_a_container(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert walls.obstacles() == ["the sandbox needs Linux: on macOS and Windows, grade in Podman or Docker"]


@sandboxed
def test_a_sandbox_that_does_not_start_is_no_fault_of_the_students(settings, tmp_path):
    """An environment whose Python does not run: an error with the reason, not a failed check."""
    (tmp_path / "bin").mkdir()
    (tmp_path / environment.FONTS).mkdir()
    (tmp_path / environment.FONTS / "fontlist-v0.json").touch()
    (tmp_path / "bin" / "python").symlink_to("/usr/bin/false")
    with pytest.raises(walls.SandboxError, match="did not start"):
        grade(sample.solved(), dataclasses.replace(settings, environment=tmp_path, start_seconds=5))


# --- The filter of system calls


def test_the_filter_refuses_its_numbers_and_allows_others():
    """The program is run here by hand, as the kernel runs it."""
    for machine, (column, name) in seccomp.MACHINES.items():
        program = seccomp.program(machine)
        for numbers in seccomp.REFUSED.values():
            assert _run(program, numbers[column], name) == seccomp.REFUSE
        for number in set(range(500)) - {numbers[column] for numbers in seccomp.REFUSED.values()}:
            assert _run(program, number, name) == seccomp.ALLOW
        assert _run(program, seccomp.OTHER_NUMBERING + 1, name) == seccomp.REFUSE
        assert _run(program, 1, name + 1) == seccomp.KILL
    assert seccomp.program("m68k") is None


# What they reach, each enough of a reason to refuse them.
NEEDLESS = {
    "the user's keyring": "add_key request_key keyctl",
    "sockets of the host": "socket",
    "other processes": "ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd",
    "memory that no limit counts": "shmget msgget semget mq_open memfd_create memfd_secret",
    "where kernels had holes": "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register",
    "other namespaces": "unshare setns",
    "mounts": "mount umount2 pivot_root open_tree move_mount fsopen fsmount fspick mount_setattr",
    "files that have no name here": "name_to_handle_at open_by_handle_at fanotify_init",
    "another kind of system": "personality",
}


@sandboxed
@pytest.mark.parametrize("reached", NEEDLESS)
def test_the_kernel_refuses_what_nobody_needs(reached, settings):
    """Asked for what makes no sense: without the filter, other errors than that of a missing permission."""
    column, _ = seccomp.MACHINES[platform.machine()]
    numbers = [seccomp.REFUSED[it][column] for it in NEEDLESS[reached].split()]
    code = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
found = [(libc.syscall(it, -1, -1, -1, -1, -1, -1), ctypes.get_errno()) for it in {numbers}]
"""
    assert _value(code, "found", settings) == [(-1, errno.EPERM)] * len(numbers)


def test_nothing_else_is_refused():
    assert set(seccomp.REFUSED) == {it for names in NEEDLESS.values() for it in names.split()}


def _run(program, number, machine):
    code = list(struct.iter_unpack("=HBBI", program))
    at, loaded = 0, 0
    while True:
        kind, hit, miss, value = code[at]
        if kind == seccomp.RETURN:
            return value
        if kind == seccomp.LOAD:
            loaded, jump = {seccomp.NUMBER: number, seccomp.MACHINE: machine}[value], 0
        else:
            jump = hit if (loaded == value if kind == seccomp.EQUAL else loaded >= value) else miss
        at += 1 + jump
