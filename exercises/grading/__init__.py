"""Grading of the book's exercises: answers run in a sandbox, checks run outside, nbgrader keeps the grades."""

import sys

# jsonschema, which nbformat imports, would compile the grammar of international addresses whenever a process starts:
# two seconds, for something that is in no notebook. It does without where that module cannot be had.
sys.modules.setdefault("rfc3987_syntax", None)
