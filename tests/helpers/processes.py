"""Processes that tell a test, by a pipe, what they have come to and when the last of them is gone."""

import os
import select
import shutil
import sys

PATIENCE = 300  # seconds without a word, after which something is wrong: no measure of speed
PIPE = 200  # the number that the pipe has in all of a sandbox
BWRAP = """#!{python} -IS
import os
import sys

os.dup2(os.open("{pipe}", os.O_RDWR), {number})
os.execv("{bwrap}", ["bwrap", *sys.argv[1:]])
"""


class Telling:
    """A `bwrap` first on the ``path``, whose sandboxes hold a pipe to this test; to be closed."""

    def __init__(self, folder):
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        pipe, program = folder / "told", folder / "bwrap"
        os.mkfifo(pipe)
        program.write_text(
            BWRAP.format(python=sys.executable, pipe=pipe, number=PIPE, bwrap=shutil.which("bwrap")), encoding="utf-8"
        )
        program.chmod(0o755)
        self.told = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.open = os.open(pipe, os.O_RDWR)  # else the pipe would end before the first one holds it

    def wait_for(self, word):
        """Wait until a sandbox has written ``word``, as bytes."""
        found = b""
        while word not in found:
            found += self._next()

    def wait_for_end(self):
        """Wait until no process holds the pipe any more; to be called once."""
        os.close(self.open)
        while self._next():
            pass

    def _next(self):
        assert select.select([self.told], [], [], PATIENCE)[0], "nothing was told for a long time"
        return os.read(self.told, 1000)

    def close(self):
        """Close the reading end."""
        os.close(self.told)
