"""``python -m book.archive``: the site as one ZIP, the same bytes each time it is made of the same files."""

import os
import re
import sys
import zipfile
from collections import Counter

from book.careful import careful
from book.publish import BUILD, SITE

ARCHIVE = BUILD / "site.zip"
FOLDER = "from-gradient-descent-to-rmsprop"  # which it unpacks to
WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows
# Not every disk takes every name: a stick's file system, or Windows.
NOT_ANYWHERE = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.IGNORECASE)
LONGEST = 180


def files(site):
    """The site's files by their places in it, sorted. Raises ValueError, naming those that some disks would refuse."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    alike = Counter(name.lower() for name in found)
    refused = [it for it in found if NOT_ANYWHERE.search(it) or len(it) > LONGEST or alike[it.lower()] > 1]
    if refused:
        raise ValueError(f"Some disks would refuse these names of the site's files: {', '.join(sorted(refused))}")
    return dict(sorted(found.items()))


def write(site, archive):
    """Put the site's files into the ``archive``, which is there only when it is whole."""
    part = archive.with_name(f"{archive.name}.part")
    with zipfile.ZipFile(part, "w") as packed:
        for name, path in files(site).items():
            about = zipfile.ZipInfo(f"{FOLDER}/{name}", WHEN)
            about.external_attr = 0o644 << 16
            packed.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED)
    os.replace(part, archive)


def main():
    try:
        write(SITE, ARCHIVE)
    except ValueError as error:
        sys.exit(str(error))
    size = ARCHIVE.stat().st_size / 1e6
    places = f"{os.path.relpath(SITE)} as a folder, {os.path.relpath(ARCHIVE)} as a ZIP of {size:.0f} MB"
    print(f"The site, for any web server or stick: {places}.")


if __name__ == "__main__":
    with careful():
        main()
