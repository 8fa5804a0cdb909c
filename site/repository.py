"""Adds to the site what lies outside of docs/, and turns links into the repository into links that work on the site."""

import os
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent
DOCS = "docs"
LINK = re.compile(r"(!?\[([^\]]*)\]\()([^()\s]+)(\))")
# Where the playground is on the site; empty if it isn't.
PLAYGROUND = os.environ.get("PLAYGROUND", "")


def pages() -> dict[str, str]:
    """Where a file outside of docs/ is on the site, by its path in the repository."""
    found = {"editors/vscode/CHANGELOG.md": "changelog.md"}
    for readme in ROOT.glob("editors/*/README.md"):
        found[f"editors/{readme.parent.name}/README.md"] = f"editors/{readme.parent.name}.md"
    for picture in ROOT.glob("editors/vscode/images/screenshots/*.png"):
        found[picture.relative_to(ROOT).as_posix()] = f"images/{picture.name}"
    return found


PAGES = pages()
SOURCES = {page: source for source, page in PAGES.items()}


def on_files(files, config):
    for source, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_uri
    source = SOURCES.get(here, posixpath.join(DOCS, here))

    def link(match: re.Match) -> str:
        target, hash, anchor = match[3].partition("#")
        if not target or ":" in target or target.startswith("/"):
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if path == "playground" and PLAYGROUND:
            # Not one of MkDocs' pages: it would report the link.
            return f'<a href="{PLAYGROUND}">{match[2]}</a>'
        if path in PAGES:
            path = PAGES[path]
        elif path.startswith(DOCS + "/"):
            path = posixpath.relpath(path, DOCS)
        elif (ROOT / path).exists():
            return f"{match[1]}{config.extra['repository']}/blob/main/{path}{hash}{anchor}{match[4]}"
        else:
            # Unchanged, MkDocs reports it.
            return match[0]
        return f"{match[1]}{posixpath.relpath(path, posixpath.dirname(here) or '.')}{hash}{anchor}{match[4]}"

    return LINK.sub(link, markdown)


def on_post_build(config):
    # Its links are from the root of a host, and a version isn't one.
    Path(config.site_dir, "404.html").unlink()
