#!/usr/bin/env python3
"""Holds the contract's headers to every released set of them: what a plugin was built against stays where and what it was.

A released set is Tests/Contract/abi-<version>/include, or services-<number>/include with the headers alone that came within a version; the others are
those of the abi sets. Against each: every macro, type, constant, struct and member is still there, declared alike;
members have their offsets and sizes; a struct with a `size` may grow at its end, any other has its size. HI_ABI_MINOR may grow.

Usage: scripts/check-abi.py [--headers FOLDER]    FOLDER holds hashinsight/*.h; Sources/PluginABI/include if none is given
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What a newer set may have larger.
MAY_GROW = {"HI_ABI_MINOR"}


class Headers:
    """What a set of headers declares, as text without comments, spaces and nullability."""

    def __init__(self, folder):
        self.folder = folder
        self.files = sorted((folder / "hashinsight").glob("*.h"))
        self.macros, self.types, self.constants, self.structs = {}, {}, {}, {}
        for path in self.files:
            self._read(path.read_text())
        if not self.structs:
            sys.exit(f"check-abi: {folder}/hashinsight holds no headers")

    def _read(self, text):
        text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
        text = re.sub(r"//[^\n]*", " ", text)
        for name, value in re.findall(r"^#define (\w+)[ \t]+(\S.*?)[ \t]*$", text, re.M):
            if name not in ("HI_NULLABLE", "HI_NONNULL"):
                self.macros[name] = value
        text = re.sub(r"^[ \t]*#.*$", " ", text, flags=re.M)
        text = re.sub(r"\bHI_(NULLABLE|NONNULL)\b", " ", text)
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", text, re.S):
            self.structs[name] = [self._member(one) for one in body.split(";") if one.strip()]
        text = re.sub(r"typedef struct \w+ \{.*?\} \w+;", " ", text, flags=re.S)
        for body in re.findall(r"enum \w*\s*\{(.*?)\};", text, re.S):
            for entry in body.split(","):
                name, _, value = entry.partition("=")
                if name.strip():
                    self.constants[name.strip()] = value.strip()
        text = re.sub(r"enum \w*\s*\{.*?\};", " ", text, flags=re.S)
        for declaration in re.findall(r"typedef (.*?);", text, re.S):
            pointer = re.search(r"\(\*\s*(\w+)\)", declaration)
            name = pointer[1] if pointer else re.findall(r"\w+", declaration)[-1]
            self.types[name] = self._squeezed(declaration)

    @staticmethod
    def _squeezed(text):
        return re.sub(r"\s*([*(),\[\]])\s*", r"\1", " ".join(text.split()))

    def _member(self, text):
        pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", text)
        name = pointer[1] if pointer else re.search(r"(\w+)\s*(\[[^\]]*\])?\s*$", text)[1]
        return name, self._squeezed(text)

    def may_grow(self, struct):
        return any(name == "size" for name, _ in self.structs[struct])


def declared_alike(old, new):
    """Differences of the texts."""
    for kind, before, after in [("macro", old.macros, new.macros), ("type", old.types, new.types), ("constant", old.constants, new.constants)]:
        for name, text in before.items():
            if name not in after:
                yield f"the {kind} {name} is gone"
            elif after[name] != text and name not in MAY_GROW:
                yield f"the {kind} {name} was '{text}', is '{after[name]}'"
    for struct, members in old.structs.items():
        if struct not in new.structs:
            yield f"the struct {struct} is gone"
            continue
        now = new.structs[struct]
        for index, (name, text) in enumerate(members):
            if index >= len(now) or now[index][0] != name:
                where = "gone" if name not in dict(now) else "at another place"
                yield f"{struct}.{name} is {where}"
            elif now[index][1] != text:
                yield f"{struct}.{name} was '{text}', is '{now[index][1]}'"
        if len(now) > len(members) and not old.may_grow(struct):
            yield f"{struct} has no size to tell versions apart, and has a new member {now[len(members)][0]}"


def facts(headers, of):
    """Offsets, sizes and values of what `of` declares, as the compiler sees them with `headers`; a kept set of services has the rest from the abi sets."""
    lines = []
    includes = "".join(f"#include <hashinsight/{path.name}>\n" for path in of.files)
    folders = [headers.folder] + (sorted((ROOT / "Tests/Contract").glob("abi-*/include"), reverse=True) if headers is of else [])
    search = [word for folder in folders for word in ("-I", folder, "-I", folder / "hashinsight")]
    for struct, members in of.structs.items():
        lines.append(f'printf("sizeof({struct}) %zu\\n", sizeof({struct}));')
        for name, _ in members:
            lines.append(f'printf("{struct}.{name} at %zu, %zu bytes\\n", offsetof({struct}, {name}), sizeof((({struct} *)0)->{name}));')
    for name in of.constants:
        lines.append(f'printf("{name} %lld\\n", (long long){name});')
    for name in of.types:
        if of.types[name].startswith("struct"):
            continue
        lines.append(f'printf("sizeof({name}) %zu\\n", sizeof({name}));')
    program = includes + "#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n" + "\n".join(lines) + "\nreturn 0;\n}\n"
    with tempfile.TemporaryDirectory() as folder:
        source, binary = pathlib.Path(folder) / "facts.c", pathlib.Path(folder) / "facts"
        source.write_text(program)
        built = subprocess.run(["cc", "-std=c11", *search, source, "-o", binary], capture_output=True, text=True)
        if built.returncode != 0:
            errors = [line for line in built.stderr.splitlines() if "error:" in line]
            return None, errors[:20]
        return subprocess.run([binary], check=True, capture_output=True, text=True).stdout.splitlines(), []


def laid_out_alike(old, new):
    """Differences that the compiler sees."""
    before, errors = facts(old, old)
    if before is None:
        sys.exit("check-abi: the released headers do not compile\n" + "\n".join(errors))
    after, errors = facts(new, old)
    if after is None:
        yield from (f"what a plugin names does not compile: {error}" for error in errors)
        return
    for one, other in zip(before, after):
        if one == other:
            continue
        struct = re.match(r"sizeof\((\w+)\) (\d+)", one)
        if struct and struct[1] in old.structs and old.may_grow(struct[1]) and int(other.split()[-1]) > int(struct[2]):
            continue
        yield f"was {one}, is {other}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--headers", type=pathlib.Path, default=ROOT / "Sources/PluginABI/include")
    living = Headers(parser.parse_args().headers)
    released = sorted(path for kind in ("abi", "services") for path in (ROOT / "Tests/Contract").glob(f"{kind}-*/include"))
    if not released:
        sys.exit("check-abi: there is no released set under Tests/Contract")
    failed = False
    for folder in released:
        old = Headers(folder)
        for problem in [*declared_alike(old, living), *laid_out_alike(old, living)]:
            print(f"check-abi: {folder.parent.name}: {problem}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


main()
