// Under each page that the search finds: where its words stand. Sphinx's own excerpts load every page that is found, which
// a page from a file may not; these come from SEARCH_TEXTS, which has every page's text and where its sections begin.

{
  const passage = (address) => {
    const [page, anchor] = address.split("#"), { text = "", sections = {} } = SEARCH_TEXTS[page] ?? {};
    return text.slice(sections[anchor] ?? 0);
  };

  const explain = (item) => {
    if (!item.matches?.("ul.search > li") || item.querySelector("span")) return; // which says already what it is
    const [, terms, , words] = Search._parseQuery(new URLSearchParams(location.search).get("q"));
    Search.htmlToText = (text) => text;
    // The words as they were typed come before their stems, which the text need not have.
    const text = passage(item.querySelector("a").getAttribute("href"));
    item.append(Search.makeSearchSummary(text, [...terms, ...words]) ?? "");
    words.forEach((word) => _highlightText(item, word, "highlighted"));
  };

  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(explain)))
    .observe(document.getElementById("search-results"), { childList: true, subtree: true });
}
