"""What a teacher is told: that something is wrong, and texts of anyone's in a form that a terminal can show."""


class Problem(Exception):  # noqa: N818
    """What is wrong and what to do about it, in words for the teacher: printed without a traceback."""


def shown(text, limit=200):
    """Any text, a hostile file's name for one, made fit for one line of a terminal."""
    plain = str(text).encode("utf-8", "backslashreplace").decode()
    plain = "".join(letter if letter.isprintable() else "�" for letter in plain)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
