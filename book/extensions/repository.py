"""Sphinx extension: source and Binder buttons that lead to this copy of the repository, or none.

The address is taken from `BOOK_REPOSITORY`, else from git's remote, so that a fork's buttons are its own. Where the
built site is read follows from it, or is said by `BOOK_ADDRESS`.
"""

import os
import re

from sphinx.errors import ExtensionError

from book.git import git


def address(source_folder):
    """The repository's web address, or None where the theme could build no link from the remote."""
    remote = os.environ.get("BOOK_REPOSITORY")
    if remote is None:
        remote = git(source_folder, "remote", "get-url", "origin")
    # git@host:owner/name.git, ssh://git@host/owner/name and https://host/owner/name are one address.
    match = re.fullmatch(r"(?:https?://|ssh://|git://)?(?:[^@/]+@)?([\w.-]+\.\w+)[:/]([\w./-]+?)(?:\.git)?/?", remote)
    # The theme builds its links for these providers; elsewhere a button would lead nowhere.
    known = match and any(provider in match[1].lower() for provider in ("github", "gitlab", "bitbucket"))
    return f"https://{match[1]}/{match[2]}" if known and match[2].count("/") else None


def site_address(source_folder):
    """Where the site is read, with a slash at its end, or None where nobody knows: `BOOK_ADDRESS`, else GitHub Pages of
    a repository on GitHub. Raises ExtensionError for a `BOOK_ADDRESS` that is no web address."""
    given = os.environ.get("BOOK_ADDRESS")
    if given:
        if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~/-]*)?", given):
            raise ExtensionError(
                f"BOOK_ADDRESS is {given!r}, and must be a web address such as https://example.org/book/"
            )
        return f"{given.rstrip('/')}/"
    repository = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", address(source_folder) or "")
    if given == "" or not repository:
        return None
    host = f"{repository[1].lower()}.github.io"
    return f"https://{host}/" if repository[2].lower() == host else f"https://{host}/{repository[2]}/"


def _set_buttons(app, config):
    url = address(app.srcdir)
    if url is None:
        return
    config.html_theme_options.update(repository_url=url, repository_branch="main", use_repository_button=True)
    config.html_theme_options.setdefault("launch_buttons", {}).update(binderhub_url="https://mybinder.org")


def setup(app):
    app.connect("config-inited", _set_buttons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
