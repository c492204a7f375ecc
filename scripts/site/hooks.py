"""How MkDocs sees the repository: its pages and pictures are where they are, and what
pages link to besides, such as source files and folders, becomes a page as well."""

import posixpath
import re
import subprocess
from pathlib import Path

from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<=\]\()([^()\s#]+)")
PICTURES = {".png", ".svg"}
LANGUAGES = {".cpp": "cpp", ".py": "python", ".sh": "bash", ".test": "bash", ".txt": "text"}


def get_names():
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    )
    # A copy without git has the files all the same.
    names = listed.stdout.splitlines() or [
        str(path.relative_to(ROOT)) for path in sorted(ROOT.rglob("*"))
    ]
    return [name for name in names if (ROOT / name).is_file() and not name.startswith("build")]


def find_target(page, link):
    """The path in the repository that a link on a page leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def find_page(target):
    """The page of a path that is neither a page nor a picture."""
    path = ROOT / target
    if path.suffix == ".md" or path.suffix in PICTURES or not path.exists():
        return None
    if (path / "README.md").exists():
        return target + "/README.md"
    return target + ".md"


def describe(target, names):
    if (ROOT / target).is_dir():
        listing = [name[len(target) + 1 :] for name in names if name.startswith(target + "/")]
        language, text = "text", "\n".join(listing)
    else:
        language = LANGUAGES.get(Path(target).suffix, "text")
        text = (ROOT / target).read_text(encoding="utf-8")
    return f"---\nsearch:\n  exclude: true\n---\n# `{target}`\n\n````{language}\n{text}\n````\n"


def on_files(files, config):
    # What is not from docs/ is the theme's.
    result = Files([file for file in files if file.src_dir != config.docs_dir])

    def add(name, **options):
        if result.get_file_from_path(name) is None:
            result.append(File.generated(config, name, **options))

    names = get_names()
    for name in names:
        if name.endswith(".md") or Path(name).suffix in PICTURES:
            add(name, abs_src_path=str(ROOT / name))
    for page in [name for name in names if name.endswith(".md")]:
        for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")):
            target = find_target(page, link)
            name = find_page(target)
            if name:
                content = describe(target, names)
                add(name, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
    style = Path(__file__).with_name("site.css")
    add(style.name, abs_src_path=str(style))
    return result


def on_page_markdown(markdown, page, config, files):
    here = posixpath.dirname(page.file.src_uri)

    def replace(match):
        name = find_page(find_target(page.file.src_uri, match.group(1)))
        return posixpath.relpath(name, here or ".") if name else match.group(1)

    return LINK.sub(replace, markdown)
