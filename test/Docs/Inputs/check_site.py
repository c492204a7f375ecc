#!/usr/bin/env python3
"""Looks whether what the pages of a site link to and load is there: files of the site,
and places on pages. Nothing is loaded from the web.

    check_site.py FOLDER
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.places, self.links = {"", "__top"}, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.places |= {attrs.get("id"), attrs.get("name")}
        for name in "href", "src":
            if attrs.get(name):
                self.links.append((tag, attrs[name]))


def find_mistakes(path, pages):
    for tag, link in pages[path].links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if tag != "a" and parts.scheme != "data":
                yield f"{link} is loaded from the web"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target /= "index.html"
        if not target.is_file():
            yield f"there is no {link}"
        elif target in pages and unquote(parts.fragment) not in pages[target].places:
            yield f"{link}: the page has no such place"


def main():
    root = Path(sys.argv[1]).resolve()
    # The page for what is not found knows no folder that it is in.
    pages = {path: Page(path) for path in root.rglob("*.html") if path.name != "404.html"}
    mistakes = [
        f"{path.relative_to(root)}: {mistake}" for path in sorted(pages) for mistake in find_mistakes(path, pages)
    ]
    print(*mistakes, sep="\n")
    print(f"{len(pages)} pages, {len(mistakes)} mistakes")
    return 1 if mistakes or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
