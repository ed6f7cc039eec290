"""``make pdf``: the built site as one PDF. ``FOLDS`` says which folds stand open: proofs (also where nothing is said),
open or shut."""

import os
import sys

from book.fingerprint import ROOT
from book.print.article import OPEN
from book.print.book import LongPage
from book.print.contents import parts
from book.print.pdf import print_book

SITE, PDF = ROOT / "_build" / "html", ROOT / "_build" / "pdf" / "from-gradient-descent-to-rmsprop.pdf"


def main():
    folds = os.environ.get("FOLDS") or "proofs"
    if folds not in OPEN:
        sys.exit(f"FOLDS={folds}: it is one of {', '.join(OPEN)}.")
    try:
        count = print_book(LongPage(ROOT, SITE, parts(ROOT), folds), PDF)
    except (FileNotFoundError, RuntimeError) as error:
        sys.exit(f"The book was not printed: {error}.")
    print(f"{count} pages. Open {os.path.relpath(PDF)}.")


if __name__ == "__main__":
    main()
