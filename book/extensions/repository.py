"""Sphinx extension: source and Binder buttons that lead to this copy of the repository, or none.

The address is taken from `BOOK_REPOSITORY`, else from git's remote, so that a fork's buttons are its own.
"""

import os
import re
import subprocess


def address(source_folder):
    """The repository's web address, or None where the theme could build no link from the remote."""
    remote = os.environ.get("BOOK_REPOSITORY")
    if remote is None:
        git = subprocess.run(
            ["git", "remote", "get-url", "origin"], cwd=source_folder, capture_output=True, text=True, check=False
        )
        remote = git.stdout.strip()
    # git@host:owner/name.git, ssh://git@host/owner/name and https://host/owner/name are one address.
    match = re.fullmatch(r"(?:https?://|ssh://|git://)?(?:[^@/]+@)?([\w.-]+\.\w+)[:/]([\w./-]+?)(?:\.git)?/?", remote)
    # The theme builds its links for these providers; elsewhere a button would lead nowhere.
    known = match and any(provider in match[1].lower() for provider in ("github", "gitlab", "bitbucket"))
    return f"https://{match[1]}/{match[2]}" if known and match[2].count("/") else None


def _set_buttons(app, config):
    url = address(app.srcdir)
    if url is None:
        return
    config.html_theme_options.update(repository_url=url, repository_branch="main", use_repository_button=True)
    config.html_theme_options.setdefault("launch_buttons", {}).update(binderhub_url="https://mybinder.org")


def setup(app):
    app.connect("config-inited", _set_buttons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
