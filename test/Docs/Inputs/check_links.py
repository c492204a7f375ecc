#!/usr/bin/env python3
"""Looks whether the links among the pages of a repository lead somewhere.

    check_links.py FOLDER

Looks at all pages in Markdown that git knows of: at links to files, folders and
headings, but not at addresses of the web.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

# A link or image, whose text may contain a pair of brackets.
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(<?([^()\s<>]+(?:\([^()]*\))?)>?(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)


def get_anchors(text):
    """The names of headings, as GitHub makes them."""
    anchors = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = 1
        unique = name
        while unique in anchors:
            unique = f"{name}-{number}"
            number += 1
        anchors.add(unique)
    return anchors


def find_mistakes(page, root):
    text = page.read_text(encoding="utf-8")
    for match in LINK.finditer(CODE.sub(lambda m: " " * len(m.group()), text)):
        target, _, anchor = unquote(match.group(1)).partition("#")
        if re.match(r"\w+:", target):
            continue
        line = text.count("\n", 0, match.start()) + 1
        path = (page.parent / target).resolve() if target else page
        if not path.exists():
            yield f"{page.relative_to(root)}:{line}: there is no '{target}'"
        elif root not in [path, *path.parents]:
            yield f"{page.relative_to(root)}:{line}: '{target}' is outside"
        elif anchor and path.suffix == ".md":
            if anchor not in get_anchors(path.read_text(encoding="utf-8")):
                yield f"{page.relative_to(root)}:{line}: '{path.name}' has no heading '{anchor}'"


def get_pages(root):
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        capture_output=True,
        text=True,
    )
    names = listed.stdout.split()
    # A copy without git has the pages all the same.
    pages = [root / name for name in names] or [
        page for page in sorted(root.rglob("*.md")) if "build" not in page.relative_to(root).parts[0]
    ]
    return [page for page in pages if page.exists()]


def main():
    root = Path(sys.argv[1]).resolve()
    pages = get_pages(root)
    mistakes = [mistake for page in pages for mistake in find_mistakes(page, root)]
    print(*mistakes, sep="\n")
    print(f"{len(pages)} pages, {len(mistakes)} links that lead nowhere")
    return 1 if mistakes or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
