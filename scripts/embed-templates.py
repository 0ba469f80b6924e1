#!/usr/bin/env python3
"""Writes the files that `hashinsight plugins new` makes into Swift, so that the executable carries them wherever it is copied.

They are the files under Sources/Host/Commands/Plugins/New/Templates, the contract's headers, and the message code of the examples.

Usage: scripts/embed-templates.py           writes the file
       scripts/embed-templates.py --check   writes nothing; fails if the file is not what the templates say
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "Sources/Host/Commands/Plugins/New/Templates"
TARGET = ROOT / "Sources/Host/Commands/Plugins/New/EmbeddedTemplates.swift"
# What other folders have already: the name in the templates, and where it is.
SHARED = {
    "c/plugin.map": "Plugins/plugin.map",
    "swift/plugin.map": "Plugins/plugin.map",
    "c/src/message.h": "Examples/greeter-c/src/message.h",
    "c/src/message_read.c": "Examples/greeter-c/src/message_read.c",
    "c/src/message_write.c": "Examples/greeter-c/src/message_write.c",
    "rust/src/abi.rs": "Examples/counter-rust/src/abi.rs",
    "rust/src/message.rs": "Examples/counter-rust/src/message.rs",
}
HEADERS = ROOT / "Sources/PluginABI/include/hashinsight"


def files():
    found = {str(path.relative_to(TEMPLATES)): path for path in TEMPLATES.rglob("*") if path.is_file()}
    found.update({name: ROOT / path for name, path in SHARED.items()})
    found.update({f"c/include/hashinsight/{path.name}": path for path in HEADERS.glob("*.h")})
    return {name: found[name].read_text() for name in sorted(found)}


def swift():
    parts = []
    for name, text in files().items():
        if '"""###' in text:
            sys.exit(f"embed-templates: {name} holds the delimiter of the literal")
        # The literal's last line break belongs to its delimiter.
        parts.append(f'        EmbeddedTemplate(\n            path: "{name}",\n            text: ###"""\n{text}\n"""###),\n')
    return (
        "// Made by scripts/embed-templates.py from Templates/; change those, then run it.\n"
        "// swift-format-ignore-file\n\n"
        "extension EmbeddedTemplate {\n"
        "    /// Every file: `common/…` for all languages, `c/…`, `rust/…`, `swift/…`.\n"
        "    static let all: [EmbeddedTemplate] = [\n" + "".join(parts) + "    ]\n}\n"
    )


def main():
    text = swift()
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text() != text:
            sys.exit("embed-templates: EmbeddedTemplates.swift is not what the templates say; run scripts/embed-templates.py")
        return
    TARGET.write_text(text)


main()
