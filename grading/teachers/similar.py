"""Which submissions are alike, pair by pair, side by side: evidence for a person to look at, and no verdict."""

from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import combinations

from grading.course.cells import is_answer, label
from grading.course.files import read_notebook
from grading.course.problem import Problem
from grading.teachers import winnowing
from grading.teachers.page import Html, page, paragraph, table, text

PAIRS = 40  # that are shown
FEWEST = 3  # fingerprints that a pair shares
COMMON, LEAST, MOST = 0.3, 4, 40  # what more than this share of the class have is everybody's, within limits
LONGEST = 60_000  # characters of a side
WORDS = (
    "Evidence, and no verdict. What stands here is alike in its structure: names, numbers, comments and layout do not "
    "count. Two people who solve a small task well write much the same, and friends who explain a task to each other "
    "do, too. Read the passages, look for what nobody needs and both have (a detour, a slip, an odd order), and talk "
    "with both before you conclude anything."
)


@dataclass
class Part:
    """A student's code, or prose: its text, tokens and hashes, and its fingerprints once they are known."""

    text: str
    tokens: list
    k: int
    window: int
    found: list
    prints: frozenset = frozenset()


def similar(course, name, called):
    """The page on an exercise; ``called`` is what a student is called, by id. Raises Problem for fewer than two."""
    students = course.submitters(course.require(name))
    if len(students) < 2:
        raise Problem(f"{name}: there are not two submissions to compare. First: `python -m grading collect {name} …`.")
    released = [parts_of(it) for it in course.releases(name).values()]
    theirs = {student: parts_of(read_notebook(course.submission(name, student))) for student in students}
    for at in range(2):
        settle([it[at] for it in theirs.values()], [it[at] for it in released])
    pairs = ranked(theirs)
    rows, sides = [], []
    for number, (_, one, other, shared) in enumerate(pairs, 1):
        who = f"{called(one)} and {called(other)}"
        rows.append([Html(f'<a href="#pair-{number}">{number}</a>'), who, *map(described, shared)])
        sides += beside(number, who, theirs[one], theirs[other])
    count = (
        f"{len(students)} submissions, without what was released and what more than {many(len(students))} of them have."
    )
    count += "" if pairs else " No two of them share more."
    heading = ["", "whose", "of the code", "of the prose"]
    return page(
        f"{name}: what is alike", paragraph(WORDS), paragraph(count), *([table(heading, rows)] if rows else []), *sides
    )


def parts_of(notebook):
    """The code and the prose of a notebook's answers and further cells."""
    cells = [it for it in notebook.cells if is_answer(it) or label(it) is None]
    code = [it for it in cells if it.cell_type == "code"]
    prose = [it for it in cells if it.cell_type == "markdown"]
    return part(code, winnowing.code_tokens, winnowing.K, winnowing.WINDOW), part(
        prose, winnowing.word_tokens, winnowing.WORDS_K, winnowing.WORDS_WINDOW
    )


def part(cells, tokens_of, k, window):
    """The Part that cells make, one below the other."""
    content = "\n\n".join(it.source for it in cells)[: 4 * LONGEST]
    tokens = tokens_of(content)
    return Part(content, tokens, k, window, winnowing.hashes(tokens, k))


def settle(parts, released):
    """Give parts of one kind their fingerprints, without those of the releases and those that many have."""
    counts = Counter(it for one in parts for it in set(one.found))
    common = {it for it, count in counts.items() if count > many(len(parts))}
    without = common | {it for one in released for it in one.found}
    for one in parts:
        one.prints = frozenset(winnowing.winnowed(one.found, one.window, without))
        one.found = [None if it in without else it for it in one.found]


def many(students):
    """How many of a class may have the same before it is everybody's."""
    return int(max(LEAST, min(MOST, COMMON * students)))


def ranked(theirs):
    """The pairs that share most, as (share, one, other, shares of code and prose), the most alike first."""
    shared = Counter()
    for at in range(2):
        whose = {}
        for student, parts in theirs.items():
            for it in parts[at].prints:
                whose.setdefault(it, []).append(student)
        for students in whose.values():
            shared.update((*pair, at) for pair in combinations(students, 2))
    pairs = []
    for one, other in sorted({it[:2] for it in shared}):
        shares = []
        for at in range(2):
            count = shared[one, other, at]
            least = min(len(theirs[one][at].prints), len(theirs[other][at].prints))
            shares.append(count / least if count >= FEWEST else 0.0)
        if any(shares):
            pairs.append((max(shares), one, other, shares))
    return sorted(pairs, key=lambda it: (-it[0], -sum(it[3]), it[1], it[2]))[:PAIRS]


def described(share):
    """A share in words."""
    return f"{100 * share:.0f} %" if share else ""


def beside(number, who, one, other):
    """Two submissions side by side, with what they share marked."""
    yield f'<h2 id="pair-{number}">{number}: {text(who)}</h2>'
    for mine, theirs in zip(one, other, strict=True):
        shared = {it for it in set(mine.found) & set(theirs.found) if it is not None}
        if shared:
            yield f'<div class="pair">{side(mine, shared)}{side(theirs, shared)}</div>'


def side(part, shared):
    """A text with the passages that have the hashes ``shared`` marked."""
    pieces, at = [], 0
    for start, end in winnowing.spans(part.tokens, part.found, part.k, shared):
        pieces += [plain(part.text[at:start]), f"<mark>{plain(part.text[start:end])}</mark>"]
        at = end
    pieces.append(plain(part.text[at:][:LONGEST]))
    return f'<div class="code"><pre>{"".join(pieces)}</pre></div>'


def plain(content):
    """A student's text in HTML that shows just this; what does not print is replaced."""
    return escape("".join(it if it.isprintable() or it == "\n" else " " if it == "\t" else "�" for it in content))
