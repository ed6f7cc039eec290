"""The system calls that nobody needs for an exercise, refused by the kernel: a filter that bubblewrap installs.

They reach what namespaces do not part (the user's keyring, virtual sockets of the host), take memory that no limit
counts, or are where kernels had most of their holes. Everything else in the sandbox holds without this filter.

Written by hand: twelve lines of it replace a library of the system's, libseccomp, which pyseccomp calls and which would
have to be there on every machine and to know every name below.
"""

import errno
import platform
import struct

# name: (number on x86-64, number on arm64)
REFUSED = {
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "socket": (41, 198),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "personality": (135, 92),
}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, the kernel's name for it

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of classic BPF
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
NUMBER, MACHINE = 0, 4  # where the kernel puts them
OTHER_NUMBERING = 0x40000000  # x86-64's second set of numbers for the same calls


def program(machine=None):
    """The filter for this machine as bytes, None where the numbers are not known."""
    machine = machine or platform.machine()
    if machine not in MACHINES:
        return None
    column, kernel_name = MACHINES[machine]
    numbers = sorted(pair[column] for pair in REFUSED.values())
    code = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, kernel_name), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    code.append((AT_LEAST, len(numbers) + 1, 0, OTHER_NUMBERING))
    # Each hit jumps over the remaining comparisons and the one that allows.
    code += [(EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    code += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
