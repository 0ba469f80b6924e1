#!/usr/bin/env python3
"""Holds the pages to the tree: every link inside the repository leads somewhere, every heading that is linked to is there, and every
file or folder of the repository that a page names in code exists."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# A path in backticks that begins with a folder of the repository, such as `scripts/lint.sh`.
PATH = re.compile(r"`((?:Sources|Plugins|Examples|Tests|Benchmarks|scripts|docs|deploy)/[^`\s]*)`")


def pages():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True)
    # The pages of a plugin that is made name that plugin's files.
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).exists() and "/New/Templates/" not in name]


def anchors(page):
    found = set()
    for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text()), re.M):
        text = re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", text).replace(" ", "-"))
    return found


def problems(page):
    text = page.read_text()
    prose = FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in LINK.finditer(prose):
        target, _, anchor = match[1].partition("#")
        line = prose.count("\n", 0, match.start()) + 1
        if re.match(r"[a-z]+:", target):
            continue
        place = (page.parent / target).resolve() if target else page
        if not place.is_relative_to(ROOT):
            yield line, f"the link {match[1]} leads out of the repository"
        elif not place.exists():
            yield line, f"the link {match[1]} leads nowhere"
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            yield line, f"{target or page.name} has no heading for #{anchor}"
    for match in PATH.finditer(prose):
        name = match[1]
        if re.search(r"[<…{]", name):
            continue
        line = prose.count("\n", 0, match.start()) + 1
        if not (any(ROOT.glob(name)) if "*" in name else (ROOT / name).exists()):
            yield line, f"there is no {name}"


def main():
    failed = False
    for page in pages():
        for line, message in problems(page):
            print(f"check-docs: {page.relative_to(ROOT)}:{line}: {message}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


main()
