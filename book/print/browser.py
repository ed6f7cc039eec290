"""Chromium, which prints."""

import shutil

# The first is the same browser without its windows, which take a third of its time.
NAMES = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
# Nothing is asked of another host, whatever a browser would like to know.
QUIET = (
    "--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--disable-features=AutofillServerCommunication"
).split()
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *QUIET, NO_NETWORK]


def chromium():
    """Where Chromium is on this machine; None where it is not."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright):
    """The browser that prints. Raises RuntimeError where there is none."""
    where = chromium()
    if where is None:
        raise RuntimeError("Chromium prints the book and is not installed: on Debian and Ubuntu, apt install chromium")
    return playwright.chromium.launch(executable_path=where, args=ARGUMENTS)
