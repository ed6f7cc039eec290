"""axe-core on a page in a browser."""

import sys
from pathlib import Path

AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
# What depends on the colours, which is what differs in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
# Colours on their way to those of another theme are no page's: it waits until they have come there.
RUN = """async (options) => {
  const moving = document.getAnimations().filter((it) => it instanceof CSSTransition);
  await Promise.allSettled(moving.map((it) => it.finished));
  return (await axe.run(document, options)).violations;
}"""
# axe leaves it out unless asked; WCAG 2.2 does not.
TARGETS = {"target-size": {"enabled": True}}


def with_axe(page):
    """The page, with axe-core in it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page


def violations(page, only=None):
    """What all rules, or ``only`` some, find: each rule's name and the first element that breaks it."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": only} if only else {"rules": TARGETS})
    found = page.evaluate(RUN, options)
    return [(it["id"], it["nodes"][0]["html"][:200]) for it in found]
