"""Sphinx extension: pages are read again when the package changes, and written again when the look does.

Sphinx itself compares the pages' own sources only.
"""

from book import fingerprint


def setup(app):
    app.add_config_value("fingerprint_of_execution", fingerprint.of_execution(), "env", str)
    app.add_config_value("fingerprint_of_site", fingerprint.of_site(), "html", str)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
