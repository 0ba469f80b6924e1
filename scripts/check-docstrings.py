#!/usr/bin/env python3
"""Says which declarations lack a docstring: every `public` one, and of the `package` ones all types, functions, subscripts, type aliases and
computed properties. Stored properties and initialisers that only fill them are told by their type's docstring and their names."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODIFIERS = r"(?:static|final|override|mutating|nonmutating|nonisolated(?:\(unsafe\))?|indirect|convenience|required|class|prefix|infix)"
DECLARATION = re.compile(
    rf"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(public|package)\s+(?:{MODIFIERS}\s+)*"
    r"(actor|associatedtype|class|enum|func|init|let|macro|protocol|struct|subscript|typealias|var)\b(.*)")


def is_exempt(access, kind, rest):
    if access == "public":
        return False
    # What a protocol of the standard library asks for says nothing new.
    return kind in ("init", "let") or kind == "var" and ("{" not in rest or re.match(r"\s+(description|debugDescription|customMirror|hashValue)\b", rest) is not None)


def main():
    names = subprocess.run(["git", "ls-files", "Sources/*.swift", "Plugins/*.swift"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    missing = []
    for name in names.split():
        file = ROOT / name
        if not file.exists():
            continue
        lines = file.read_text().split("\n")
        for number, line in enumerate(lines):
            match = DECLARATION.match(line)
            if not match or is_exempt(*match.groups()):
                continue
            above = number - 1
            while above >= 0 and lines[above].strip().startswith("@"):
                above -= 1
            if above < 0 or not lines[above].strip().startswith("///"):
                missing.append(f"{name}:{number + 1}: {line.strip()[:100]}")
    for line in missing:
        print(f"check-docstrings: {line}", file=sys.stderr)
    sys.exit(1 if missing else 0)


main()
