"""Times as platforms and people write them."""

import re
from datetime import UTC

import dateutil.parser

LONGEST = 100  # characters of a time


def parse_time(text):
    """A time in UTC of any common way to write it; without a zone it is this machine's. None if it is no time."""
    # dateutil takes a single number for a day of this month.
    if len(text) > LONGEST or not re.search(r"\b\d{4}\b|\d{8}T", text):
        return None
    try:
        return dateutil.parser.parse(text).astimezone(UTC)
    except Exception:  # of hostile texts dateutil makes errors of many kinds
        return None


def spoken(text):
    """A date as Brightspace writes it into names, where a colon cannot stand: “Mar 5, 2026 123 PM”."""
    return re.sub(r"\b(\d{1,2})(\d\d) ?([AP]M)\b", r"\1:\2 \3", text)


def stamp(text):
    """A time that is written in digits only: “2026-03-05-14-30-22” (Blackboard), “20260305143022123” (old Sakai)."""
    found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)-?(\d\d)-?(\d\d)-?(\d\d)(\d{3})?", text.strip())
    return parse_time("{}-{}-{} {}:{}:{}".format(*found.groups()[:6])) if found else None
