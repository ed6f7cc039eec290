"""``python -m book.links``: ask every address outside the book whether it is still there."""

import sys

from book.build import execute_all, jupyter_book, open_cache
from book.careful import careful
from book.publish import BUILD


def main(lock):
    if failures := execute_all(open_cache()):
        sys.exit("\n\n".join(failures))
    if jupyter_book(lock, BUILD / "links", "--builder", "linkcheck"):
        sys.exit("Some links are broken: see above, each with its file and line.")
    print("Every link leads somewhere.")


if __name__ == "__main__":
    with careful() as lock:
        main(lock)
