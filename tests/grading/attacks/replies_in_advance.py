# ruff: noqa
"""Sends replies before it is asked, in the hope that one fits."""

import json
import os
import struct
import sys

header = json.dumps(["dict", [["value", None]]]).encode()
for _ in range(100):
    os.write(int(sys.argv[2]), struct.pack("<16sII", b"\0" * 16, len(header), 0) + header)
