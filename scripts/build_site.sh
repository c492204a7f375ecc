#!/usr/bin/env bash
# Builds the documentation as a website: all pages of the repository, with a
# search. A link that leads nowhere is an error. The first time, this installs
# MkDocs in build/site-venv.
#
#   scripts/build_site.sh [DIR]
#
# DIR is where the site goes (default: build/site). A site that is there is
# replaced when the new one is complete.
#
# It can be read from the folder; only the search needs a server:
#
#   python3 -m http.server --directory build/site

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

(($# <= 1)) || die "usage: scripts/build_site.sh [DIR]"
site=$(realpath -m -- "${1-$root/build/site}")
# Something else in its place would be lost.
if [[ -e $site && ! -e $site/search/search_index.json && -n $(ls -A -- "$site") ]]; then
  die "'$site' is there, and is no site"
fi

venv=$root/build/site-venv
requirements=$root/scripts/site/requirements.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
  say "installing MkDocs in build/site-venv"
  rm -rf "$venv"
  "$python" -c 'import ensurepip' 2>/dev/null || die "apt-get install python3-venv"
  logged site-venv "$python" -m venv "$venv"
  logged site-pip "$venv/bin/pip" install --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$venv"
fi

mkdir -p "$(dirname -- "$site")"
fresh=$(mktemp -d -- "$site.XXXXXX")
trap 'rm -rf -- "$fresh"' EXIT
cd "$root"
NO_MKDOCS_2_WARNING=1 logged site "$venv/bin/mkdocs" build --strict --site-dir "$fresh/new"
if [[ -e $site ]]; then
  mv -- "$site" "$fresh/old"
fi
mv -- "$fresh/new" "$site"
say "the site: $site/index.html"
