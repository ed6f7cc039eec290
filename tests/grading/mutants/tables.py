"""The two tables that the teachers' page shows, as Markdown."""

from helpers import in_process


def row(exercise, fates, allowed):
    """A line on an exercise's mutants; ``allowed`` names those that are judged to be right answers, too."""
    changed = [it for it in fates if it.changed and it.mutant.name not in allowed]
    caught = [it for it in changed if it.lost]
    hinted = [it for it in caught if it.hinted]
    shares = f"{percent(caught, changed)} | {percent(hinted, caught)}"
    return f"| {title(exercise)} | {len(fates)} | {len(changed)} | {shares} |"


def percent(some, of):
    return f"{100 * len(some) / len(of):.1f}%"


def title(exercise):
    number, _, name = exercise.partition("_")
    return f"{number}. {name.replace('_', ' ')}"


def of_mutants(fates, allowed):
    """The table of mutants: ``fates`` and ``allowed`` by exercise."""
    head = "| Exercise | Mutants | Change something | Of these lose points | Of these are told why |"
    return "\n".join(
        [
            head,
            "|---|---|---|---|---|",
            *(row(exercise, fates[exercise], allowed.get(exercise, {})) for exercise in fates),
        ]
    )


def of_idle(points):
    """The table of answers that do nothing: the points of each submission, by exercise and by its name."""
    head = "| Exercise | Submissions | Visible checks by heart | All others, at most |\n|---|---|---|---|"
    lines = [head]
    for exercise in in_process.EXERCISES:
        others = dict(points[exercise])
        by_heart = others.pop("the visible checks by heart")
        lines.append(f"| {title(exercise)} | {len(others) + 1} | {by_heart:g} | {max(others.values()):g} |")
    return "\n".join(lines)
