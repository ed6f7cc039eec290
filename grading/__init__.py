"""Grading of the book's exercises: answers run in a sandbox, checks run outside, nbgrader keeps the grades."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]  # of the checkout that this package lies in

# jsonschema, which nbformat imports, would compile the grammar of international addresses whenever a process starts:
# two seconds, for something that is in no notebook. It does without where that module cannot be had.
sys.modules.setdefault("rfc3987_syntax", None)
