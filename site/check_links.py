"""Fails if a page of a built site links to a page, picture or anchor that isn't there.

    python check_links.py FOLDER
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "srcset"), ("iframe", "src")}


class Page(HTMLParser):
    """What a page links to, and the anchors that it has."""

    def __init__(self, path: Path):
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {"", "top"}
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag, name) == ("a", "name"):
                self.anchors.add(value or "")
            elif (tag, name) in LINKS and value:
                self.links.append(value)


def broken(root: Path):
    """The broken links below a folder, as sentences; and how many links were checked."""
    pages = {path: Page(path) for path in root.rglob("*.html")}
    problems, count = [], 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            base = root if parts.path.startswith("/") else path.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
            if target.is_dir():
                target = target / "index.html"
            if not target.is_file() or root not in target.parents:
                problems.append(f"{path.relative_to(root)}: {link} doesn't exist.")
            elif target in pages and unquote(parts.fragment) not in pages[target].anchors:
                problems.append(f"{path.relative_to(root)}: {link} has no such anchor.")
    return problems, count, len(pages)


if __name__ == "__main__":
    problems, count, pages = broken(Path(sys.argv[1]).resolve())
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    print(f"{pages} pages with {count} internal links, {len(problems)} broken.")
    sys.exit(1 if problems or not pages else 0)
