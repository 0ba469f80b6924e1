#!/usr/bin/env python3
"""Writes docs/contract.md from the headers of Sources/PluginABI, so that the reference cannot drift from what compiles.

Usage: scripts/contract-reference.py           writes the file
       scripts/contract-reference.py --check   writes nothing; fails if the file is not what the headers say
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADERS = ROOT / "Sources/PluginABI/include/hashinsight"
TARGET = ROOT / "docs/contract.md"
ORDER = ["base", "message", "rows", "plugin", "request", "job", "db", "device", "http", "mail", "cache", "notary", "events", "secrets", "log", "metrics", "clock"]

INTRODUCTION = """# The contract

Every header and every function between host and plugin, version {version}. This page is made from the headers in
[Sources/PluginABI/include/hashinsight](../Sources/PluginABI/include/hashinsight/abi.h) by `scripts/contract-reference.py`; change the headers, then run it.
`make lint` fails if the two differ. How to use it: [writing-a-plugin.md](writing-a-plugin.md). Sizes and offsets of every struct are held by
[Sources/PluginABI/abi.c](../Sources/PluginABI/abi.c), which does not compile if one changes.

"""


def fail(header, line, message):
    sys.exit(f"contract-reference: {header}:{line}: {message}")


def prose(lines):
    """Text of doc comments; list items keep their lines."""
    return "\n".join(line.strip() for line in lines).strip()


def plain(code):
    code = re.sub(r"\bHI_(NULLABLE|NONNULL)\b ?", "", code)
    code = re.sub(r"\s+", " ", code).strip()
    code = re.sub(r"\*\s+(?=[A-Za-z(*),])", "*", code)
    return re.sub(r"\s+([,;)])", r"\1", code)


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


class Header:
    """One header, read line by line. Knows only the C that the contract is written in, and stops at anything else."""

    def __init__(self, name):
        self.name = name
        self.file = f"{name}.h"
        self.lines = (HEADERS / self.file).read_text().split("\n")
        self.at = 0
        self.comment = []
        self.out = []

    def markdown(self):
        about = []
        while self.at < len(self.lines) and self.lines[self.at].startswith("///"):
            about.append(self.lines[self.at][3:].strip())
            self.at += 1
        if not about:
            fail(self.file, 1, "the header does not begin with a comment that says what it is for")
        self.out += [f"## {self.file}", "", prose(about), ""]
        while self.at < len(self.lines):
            self.declaration(self.lines[self.at])
        return "\n".join(self.out) + "\n"

    def declaration(self, line):
        text = line.strip()
        if text.startswith("///"):
            self.comment.append(text[3:])
            self.at += 1
        elif text == "" or text.startswith(("#pragma", "#include", "#if", "#else", "#endif", "extern \"C\"", "//")) or text == "}":
            self.comment = [] if text == "" else self.comment
            self.at += 1
        elif text.startswith("#define"):
            self.define(text)
        elif text.startswith("enum {"):
            self.enumeration()
        elif re.match(r"typedef struct \w+ \{", text):
            self.structure()
        elif text.startswith("typedef"):
            self.typedef()
        else:
            fail(self.file, self.at + 1, f"not understood: {text}")

    def take(self):
        comment, self.comment = prose(self.comment), []
        return comment

    def define(self, text):
        self.at += 1
        match = re.match(r'#define (HI_\w+) (\S.*)', text)
        comment = self.take()
        if match and match[1] not in ("HI_NULLABLE", "HI_NONNULL"):
            self.out += [f"`{match[1]}` = `{match[2]}`" + (f": {comment}" if comment else ""), ""]

    def until(self, end):
        first = self.at
        while self.at < len(self.lines) and not re.search(end, self.lines[self.at]):
            self.at += 1
        if self.at == len(self.lines):
            fail(self.file, first + 1, "the declaration does not end")
        self.at += 1
        return self.lines[first:self.at]

    def enumeration(self):
        comment = self.take()
        if comment:
            self.out += [comment, ""]
        rows = []
        for line in " \n".join(self.until(r"^\};|\};$")).replace("enum {", "").replace("};", "").split("\n"):
            text = line.strip()
            if text.startswith("///<"):
                rows[-1][2] += " " + text[4:].strip()
                continue
            code, _, note = text.partition("///<")
            for part in code.split(","):
                match = re.match(r"\s*(HI_\w+) = (\w+)\s*$", part)
                if match:
                    rows.append([match[1], match[2], ""])
                elif part.strip():
                    fail(self.file, self.at, f"not understood in an enum: {part.strip()}")
            if note.strip():
                rows[-1][2] = note.strip()
        self.out += ["| name | value | |", "|---|---|---|"]
        self.out += [f"| `{name}` | {value} | {cell(note)} |" for name, value, note in rows] + [""]

    def structure(self):
        comment = self.take()
        lines = self.until(r"^\} \w+;")
        name = re.match(r"\} (\w+);", lines[-1])[1]
        self.out += [f"### {name}", ""] + ([comment, ""] if comment else [])
        members, functions, about, code = [], [], [], ""
        for line in lines[1:-1]:
            text = line.strip()
            if text.startswith("///"):
                (members[-1][1] if text.startswith("///<") and members and not code else about).append(text.lstrip("/<"))
                continue
            statement, _, note = text.partition("///<")
            code += " " + statement
            if not code.strip().endswith(";"):
                continue
            if "(*" in code:
                functions.append((plain(code), about))
            else:
                members.append((plain(code), about + ([note] if note else [])))
            about, code = [], ""
        if members:
            self.out += ["| member | |", "|---|---|"]
            self.out += [f"| `{code.rstrip(';')}` | {cell(prose(about))} |" for code, about in members] + [""]
        for code, about in functions:
            if not prose(about):
                fail(self.file, self.at, f"a function of {name} has no comment: {code}")
            title = re.search(r"\(\*\s*(\w+)\)", code)[1]
            self.out += [f"#### {name}.{title}", "", "```c", code, "```", "", prose(about), ""]

    def typedef(self):
        comment = self.take()
        code = plain(" ".join(line.partition("///")[0] for line in self.until(r";")))
        function = re.search(r"\(\*\s*(\w+)\)", code)
        name = function[1] if function else re.search(r"(\w+);", code)[1]
        if not comment:
            fail(self.file, self.at, f"{name} has no comment")
        self.out += [f"### {name}", "", "```c", code, "```", "", comment, ""]


def main():
    names = {path.stem for path in HEADERS.glob("*.h")} - {"abi"}
    if names != set(ORDER):
        sys.exit(f"contract-reference: headers and ORDER differ: {', '.join(sorted(names ^ set(ORDER)))}")
    base = (HEADERS / "base.h").read_text()
    version = ".".join(re.search(rf"#define HI_ABI_{part} (\d+)u", base)[1] for part in ("MAJOR", "MINOR"))
    contents = "".join(f"- [{name}.h](#{name}h)\n" for name in ORDER)
    text = INTRODUCTION.format(version=version) + contents + "\n" + "\n".join(Header(name).markdown() for name in ORDER)
    text = re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text() != text:
            sys.exit("contract-reference: docs/contract.md is not what the headers say; run scripts/contract-reference.py")
    else:
        TARGET.write_text(text)


main()
