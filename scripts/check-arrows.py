#!/usr/bin/env python3
"""Holds the arrows between the targets: what a target imports of this package is what Package.swift declares, no more and no less,
and the drawing in docs/architecture.md shows these arrows and no others. Test targets are left out of the drawing."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs/architecture.md"
IMPORT = re.compile(r"^(?:@testable |@_exported )?(?:package |public |internal |private |fileprivate )?import (?:struct |class |func |enum )?(\w+)", re.M)


def targets():
    # A folder of its own for what SwiftPM keeps: the build's is locked while a build goes on.
    with tempfile.TemporaryDirectory() as scratch:
        output = subprocess.run(
            ["swift", "package", "--scratch-path", scratch, "dump-package"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {target["name"]: target for target in json.loads(output)["targets"]}


def dependencies(target, known):
    names = {value[0] for dependency in target["dependencies"] for kind, value in dependency.items() if kind in ("byName", "target")}
    return {name for name in names if known[name]["type"] not in ("system",) and name != "CLinux"}


def folder(target):
    default = ("Tests/" if target["type"] == "test" else "Sources/") + target["name"]
    return ROOT / (target.get("path") or default)


def imports(target, known):
    found = set()
    for file in folder(target).rglob("*.swift"):
        # What the executable only carries is not part of it.
        if "Templates" not in file.parts and file.name != "EmbeddedTemplates.swift":
            found.update(IMPORT.findall(file.read_text()))
    return {name for name in found if name in known and known[name]["type"] != "system" and name not in (target["name"], "CLinux")}


def main():
    known = targets()
    problems = []
    drawn = set(re.findall(r"^ +([\w-]+) --> ([\w-]+)$", DRAWING.read_text(), re.M))
    real = set()
    for name, target in known.items():
        if target["type"] == "system" or name in ("CLinux", "PluginABI"):
            continue
        declared = dependencies(target, known)
        # The drawing shows the product: neither its tests nor its benchmarks.
        if target["type"] != "test" and name != "TestSupport" and "Benchmarks" not in folder(target).parts:
            real |= {(name, other) for other in declared}
        if not any(folder(target).rglob("*.swift")):
            continue
        used = imports(target, known)
        problems += [f"{name} imports {other}, which Package.swift does not declare" for other in sorted(used - declared)]
        if target["type"] != "test":
            problems += [f"Package.swift declares that {name} needs {other}, which it does not import" for other in sorted(declared - used)]
    problems += [f"the drawing lacks {a} --> {b}" for a, b in sorted(real - drawn)]
    problems += [f"the drawing shows {a} --> {b}, which Package.swift does not declare" for a, b in sorted(drawn - real)]
    for problem in problems:
        print(f"check-arrows: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
