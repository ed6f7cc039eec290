"""Collecting in tests: a class, files handed in under any name, and what became of them."""

import zipfile

from grading.intake import collect, inbox
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

CLASS = """id,name,email,login
ann,Ann Lee,ann@uni.example,1001
anna,Anna Lee,anna@uni.example,1002
zoe,Zoë Müller,,
li,李 小龙,,
maria,María José O'Neill/Núñez,m.jose@uni.example,77
0042,Bob Smith,,
0043,Bob Smith,,
31,Eva Kim,,
"""


def take(course, folder, files, **options):
    """Put files into a folder, and collect it."""
    return collect.collect(course, NAME, tiny.put(folder, files), **options)


def became(outcomes):
    """By path, what became of a file and whose it is."""
    return {it.path: (it.kind, it.student) for it in outcomes}


def archive(path, entries):
    """A ZIP archive of names with bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def reasons(place):
    """By path, why a file is not read, None if it is."""
    with inbox.listed(place) as entries:
        return {entry.path: entry.read().reason for entry in entries}
