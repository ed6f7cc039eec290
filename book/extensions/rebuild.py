"""Sphinx extension: pages are read again when the package changes, and written again when the look does.

Sphinx itself compares the pages' own sources only.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def setup(app):
    spec = spec_from_file_location("fingerprint", Path(__file__).parent.parent / "fingerprint.py")
    fingerprint = module_from_spec(spec)
    spec.loader.exec_module(fingerprint)
    app.add_config_value("fingerprint_of_execution", fingerprint.of_execution(), "env", str)
    app.add_config_value("fingerprint_of_site", fingerprint.of_site(), "html", str)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
