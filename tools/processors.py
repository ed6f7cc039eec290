"""Run pytest as other processors would compute: `make processors`. What it is given goes on to pytest.

The last bits of a matrix product or an exponential differ from one processor to the next, and a number that hangs on
them is no number to print. A line says of every setting what passed; what failed is shown under its line.
"""

import json
import os
import subprocess
import sys

from book.fingerprint import ROOT

# OpenBLAS's kernels, the oldest first, with what a processor must have for them, as NumPy names it.
KERNELS = {"Prescott": "SSE3", "Nehalem": "SSE42", "Haswell": "X86_V3", "SkylakeX": "X86_V4"}
ALIASES = {"Katmai": "Prescott"}  # OpenBLAS calls them by the first processor that they are for
SETTING = {"OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "ATEN_CPU_CAPABILITY"}
# One is changed at a time, whatever the caller has set.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in SETTING}
# Printed by a fresh Python: what is in use there.
PROBE = """
import json, numpy, threadpoolctl
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
try:
    import torch
    vectors = torch.backends.cpu.get_cpu_capability()
except ImportError:
    vectors = None
print(json.dumps({
    "kernels": [it["architecture"] for it in threadpoolctl.threadpool_info() if it["internal_api"] == "openblas"],
    "features": [name for name, there in __cpu_features__.items() if there],
    "dispatched": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "torch": vectors,
}))
"""


def in_use(changed):
    """What NumPy's OpenBLAS, NumPy and torch compute with in an environment with these variables."""
    command = [sys.executable, "-c", PROBE]
    result = subprocess.run(command, env=ENVIRONMENT | changed, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(result.stdout)


def settings():
    """``(words, variables, in force)`` of every setting that this machine has; what it has not is printed."""
    here = in_use({})
    for kernel, needed in KERNELS.items():
        words, changed = f"OpenBLAS's kernels for {kernel}", {"OPENBLAS_CORETYPE": kernel}
        if here["kernels"] and needed in here["features"]:
            found = {ALIASES.get(name, name) for name in in_use(changed)["kernels"]}
            yield words, changed, found == {kernel}
        else:
            print(f"{words}: not on this machine")
    if here["dispatched"]:
        changed = {"NPY_DISABLE_CPU_FEATURES": " ".join(here["dispatched"])}
        yield "NumPy's baseline instructions", changed, not in_use(changed)["dispatched"]
    if here["torch"]:
        changed = {"ATEN_CPU_CAPABILITY": "default"}
        yield "torch's baseline instructions", changed, in_use(changed)["torch"] == "DEFAULT"


def main(arguments):
    """Run pytest once per setting; exits with the names of those that failed or were not in force."""
    failed = []
    for words, changed, in_force in settings():
        if not in_force:
            print(f"{words}: {changed} was without effect", flush=True)
            failed.append(words)
            continue
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", *arguments]
        result = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT | changed, stdout=subprocess.PIPE, text=True)
        *_, last = ["pytest said nothing", *result.stdout.strip().splitlines()]
        print(f"{words}: {last}", flush=True)
        if result.returncode:
            print(result.stdout, flush=True)
            failed.append(words)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
