"""Sphinx extension: pybtex looks up each of its plugins once.

It would read the entry points of every installed package for each source of the bibliography, two seconds a build.
"""

from functools import cache

from pybtex import plugin


def setup(app):
    plugin._load_entry_point = cache(plugin._load_entry_point)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
