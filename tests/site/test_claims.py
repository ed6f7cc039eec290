"""Claims on trial on the built pages: votes by mouse and keys, the score, the table, links both ways."""

import json
import re
from urllib.parse import unquote, urlparse

import pytest

from helpers.browsing import SITE
from optimizers.claims import CLAIMS, VERDICTS

PAGES = sorted(SITE.glob("chapters/09_*.html")) + sorted(SITE.glob("chapters/deeper/09_*.html"))
EVERY = pytest.mark.parametrize("path", [p for p in PAGES if "verdicts" not in p.stem], ids=lambda path: path.stem)
MAIN, MEMORY, VERDICT_PAGE = "09_claims_on_trial", "deeper/09_update_and_memory", "deeper/09_verdicts"
SCORE, TABLE = ".claims-score", ".claims-table"
# Every id of a card, in the order of the page.
IDS = "[...document.querySelectorAll('.claim')].map((card) => Number(card.id.replace('predict-claim-', '')))"


@pytest.fixture
def read(browser):
    """``read(page)`` opens a page by its name below the chapters; what a reader keeps is kept from page to page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    complaints = []

    def opened(name):
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((SITE / f"{name if '/' in name and 'deeper' not in name else f'chapters/{name}'}.html").as_uri())
        return page

    yield opened
    context.close()
    assert complaints == []


def verdict_of(card):
    about = json.loads(card.get_attribute("data-prediction"))
    return about["choices"][about["answer"]]


def another(verdict):
    return next(words for words in VERDICTS if words != verdict)


def vote(page, number, words):
    page.locator(f"#predict-claim-{number}").get_by_role("button", name=words, exact=True).click()


def test_the_pages_have_every_claim_once(read):
    cards = [number for path in PAGES for number in read(path.relative_to(SITE / "chapters").with_suffix("").as_posix())
             .evaluate(IDS)]  # fmt: skip
    assert sorted(cards) == list(CLAIMS)
    assert len(read(MAIN).evaluate(IDS)) == len(CLAIMS) - 59, "the text tells how many stand elsewhere"
    links = read(VERDICT_PAGE).locator(f"{TABLE} tbody tr td:first-child a:first-child").all_inner_texts()
    assert links == [str(number) for number in CLAIMS]


def targets(path):
    """Every link of a page's article into the book, with the page and the id that it names."""
    html = path.read_text(encoding="utf-8")
    for href in re.findall(r'href="([^"]+)"', html[html.index("<article") :]):
        url = urlparse(href)
        if not url.scheme and (url.path.endswith(".html") or not url.path):
            there = (path.parent / unquote(url.path)).resolve() if url.path else path
            yield href, there, url.fragment.partition(":")[0]  # what follows sets a figure


def test_cards_and_the_table_link_to_places_that_are_there():
    broken = []
    for path in PAGES:
        for href, page, anchor in targets(path):
            there = page.is_file() and (not anchor or f'id="{anchor}"' in page.read_text(encoding="utf-8"))
            broken += [] if there else [f"{path.stem}: {href}"]
    assert not broken, broken


def test_the_sections_that_settle_claims_say_so_outside_of_folds(browser):
    found = {}
    page = browser.new_page()
    for address in {address.partition("#")[0] for claim in CLAIMS.values() for address in claim.where}:
        path = SITE / address.replace(".ipynb", ".html").replace(".md", ".html")
        page.goto(path.as_uri())
        for line in page.locator(".on-trial").all():
            assert line.evaluate("it => it.parentElement.closest('details')") is None
            assert line.evaluate("it => it.getClientRects().length") > 0
        found[address] = set(page.locator(".on-trial a").evaluate_all("all => all.map((a) => a.hash)"))
        for href, there, anchor in targets(path):
            if anchor.startswith("claim-"):
                assert f'id="{anchor}"' in there.read_text(encoding="utf-8"), href
    page.close()
    for number, claim in CLAIMS.items():
        for address in claim.where:
            assert f"#claim-{number}" in found[address.partition("#")[0]], address


def test_a_vote_by_mouse_opens_the_verdict_its_readings_and_the_experiment(read):
    page = read(MAIN)
    card = page.locator("#predict-claim-70")
    assert not card.get_by_text("changes sides").first.is_visible()
    vote(page, 70, another(verdict_of(card)))
    said = card.inner_text()
    assert f"You voted {another(verdict_of(card))}. The verdict: {verdict_of(card)}." in said
    assert "It holds." in said and "It does not hold." in said
    card.get_by_text("The experiment").click()
    assert card.locator("pre").inner_text().startswith("def ")
    assert card.get_by_role("link").count() >= 1
    page.reload()
    page.locator("#predict-claim-70.answered").wait_for()


def test_a_vote_by_keys_alone(read):
    page = read(MAIN)
    card = page.locator("#predict-claim-7")
    assert card.get_by_role("group", name="Your vote").count() == 1
    card.get_by_role("button").first.focus()
    for _ in range(VERDICTS.index(verdict_of(card))):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert card.get_by_role("status").inner_text().startswith(f"The experiments agree: {verdict_of(card)}.")
    assert "hit" in card.get_attribute("class")


def test_the_score_counts_right_and_wrong_votes_by_group_on_every_page(read):
    page = read(MAIN)
    assert "You have not voted yet: 72 claims wait." in page.locator(SCORE).inner_text()
    for number, right in ((70, True), (7, False), (9, True)):
        verdict = verdict_of(page.locator(f"#predict-claim-{number}"))
        vote(page, number, verdict if right else another(verdict))
    told = page.locator(SCORE).inner_text()
    assert "You have voted on 3 of 72 claims. The experiments agree with 2 of your votes:" in told
    assert "Oscillation: 1 of 2 votes" in told and "Speed: 1 of 1 vote," in told and "Rprop" not in told
    assert "You have voted on 3 of 72 claims." in read(MEMORY).locator(SCORE).inner_text()


def test_votes_are_gathered_as_one_group_and_a_missed_one_comes_back(read):
    page = read(MEMORY)
    right, wrong = page.evaluate(IDS)[:2]
    vote(page, right, verdict_of(page.locator(f"#predict-claim-{right}")))
    missed = verdict_of(page.locator(f"#predict-claim-{wrong}"))
    vote(page, wrong, another(missed))
    page.close()
    gathered = read("appendices/predictions").locator("#your-answers")
    assert gathered.get_by_role("heading").all_inner_texts() == ["Votes on claims"]
    assert "1 of 2 votes as the experiments say" in gathered.inner_text()
    assert f"You voted: {another(missed)}. The verdict: {missed}. It comes back on" in gathered.inner_text()
    gathered.page.evaluate("""() => {
      const all = JSON.parse(localStorage.getItem("book-answers"));
      for (const record of Object.values(all)) if (record.next) record.next = Date.now() - 1;
      localStorage.setItem("book-answers", JSON.stringify(all));
    }""")
    gathered.page.reload()
    assert gathered.get_by_role("heading").all_inner_texts() == ["Due today", "Votes on claims"]
    gathered.get_by_role("link").first.click()
    gathered.page.wait_for_url(f"**/{MEMORY}.html#predict-claim-{wrong}")
    card = gathered.page.locator(f"#predict-claim-{wrong}")
    card.get_by_role("button", name=missed, exact=True).click()
    assert "The experiments agree" in card.inner_text()


@pytest.mark.parametrize(
    ("source", "verdict"), [("S1", ""), ("", "false"), ("S2", "holds"), ("ours", ""), ("ours", "holds in part")]
)
def test_the_table_is_filtered_by_source_and_verdict(read, source, verdict):
    page = read(VERDICT_PAGE)
    page.get_by_label("Said by").select_option(source)
    page.get_by_label("Verdict", exact=True).select_option(verdict)
    rows = page.locator(f"{TABLE} tbody tr:visible")
    said = "all => all.map(({ dataset }) => [dataset.sources.split(' '), dataset.verdict])"
    kinds = page.locator(f"{TABLE} tbody tr").evaluate_all(said)
    assert [tuple(sources) for sources, _ in kinds] == [claim.sources for claim in CLAIMS.values()]
    wanted = [kind for kind in kinds if source in ("", *kind[0]) and verdict in ("", kind[1])]
    assert rows.count() == len(wanted) < len(CLAIMS)
    assert f"{len(wanted)} of {len(CLAIMS)} claims" in page.locator("article").inner_text()


def test_without_javascript_cards_and_table_are_plain(browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto((SITE / "chapters" / f"{MAIN}.html").as_uri())
    card = page.locator("#predict-claim-70")
    assert card.locator(".choices li").all_inner_texts() == list(VERDICTS)
    assert not card.locator(".readings").is_visible()
    card.locator("summary").first.click()
    assert card.locator(".readings li").count() == len(CLAIMS[70].readings)
    assert card.locator(".readings").is_visible() and verdict_of(card) in card.locator("details").first.inner_text()
    page.goto((SITE / "chapters" / f"{VERDICT_PAGE}.html").as_uri())
    assert page.locator(f"{TABLE} tbody tr:visible").count() == len(CLAIMS)
    assert page.locator("article select").count() == 0
    page.close()
