#!/usr/bin/env python3
"""Looks whether the navigation of the site has all pages of a repository, each once.

    check_navigation.py FOLDER
"""

import re
import sys
from collections import Counter
from pathlib import Path

from check_links import get_pages


def main():
    root = Path(sys.argv[1]).resolve()
    pages = {str(page.relative_to(root)) for page in get_pages(root)}
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    named = Counter(re.findall(r"^ +- .*: (\S+\.md)$", navigation, re.MULTILINE))
    mistakes = [f"mkdocs.yml does not have {page}" for page in sorted(pages - set(named))]
    mistakes += [f"mkdocs.yml has {page}, which is not there" for page in sorted(set(named) - pages)]
    mistakes += [f"mkdocs.yml has {page} {count} times" for page, count in named.items() if count > 1]
    print(*mistakes, sep="\n")
    print(f"{len(pages)} pages, {len(mistakes)} mistakes")
    return 1 if mistakes or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
