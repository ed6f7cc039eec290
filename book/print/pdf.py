"""The long page printed, with page numbers in its contents and an outline."""

from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Fit

from book.print.browser import launch

MINUTES = 10  # until a browser that does not answer is given up


def printed(long_page, path, browser):
    """Print a `LongPage` to ``path``, and return how many pages it has.

    The first print tells where everything comes to stand, the second has it in its contents. Raises RuntimeError where
    the second one came out otherwise.
    """
    html, numbers = path.with_suffix(".html"), {}
    for _ in range(2):
        html.write_text(long_page.html(numbers), encoding="utf-8")
        _print(browser, html, path)
        before, numbers = numbers, numbers_of(PdfReader(path))
    if before != numbers:
        moved = sorted(name for name in numbers if before.get(name) != numbers[name])
        raise RuntimeError(f"the numbers in the contents moved the pages that they tell: {', '.join(moved[:5])}")
    return _outlined(path, long_page.lines)


def _print(browser, html, path):
    page = browser.new_page()
    page.set_default_timeout(MINUTES * 60_000)
    page.goto(html.as_uri())
    page.pdf(path=path, prefer_css_page_size=True, print_background=True, tagged=True)
    page.close()


def places(pdf):
    """The named places of a PDF that is read or written; a link makes one of what it leads to."""
    return {name.removeprefix("/"): place for name, place in pdf.named_destinations.items()}


def numbers_of(reader):
    """The number of the page on which every named place of a PDF stands."""
    return {name: reader.get_destination_page_number(place) + 1 for name, place in places(reader).items()}


def _outlined(path, lines):
    """Give the PDF the book's outline. Returns how many pages it has."""
    writer = PdfWriter(clone_from=path)
    found, parents = places(writer), [None]
    for line in lines:
        place = found[line.name]
        del parents[line.level + 1 :]
        parents += [parents[-1]] * (line.level + 1 - len(parents))
        item = writer.add_outline_item(
            title=line.title,
            page_number=writer.get_destination_page_number(place),
            parent=parents[line.level],
            fit=Fit.xyz(left=place.left, top=place.top),
            is_open=line.level == 0,
        )
        parents.append(item)
    writer.page_mode = "/UseOutlines"
    writer.write(path)
    count = len(writer.pages)
    writer.close()
    return count


def print_book(long_page, path):
    """Print with a browser of its own. Returns how many pages the PDF has."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            return printed(long_page, path, browser)
        finally:
            browser.close()
