#!/usr/bin/env python3
"""Does what a page of the documentation says, in a folder of its own, and fails with the line that does not work.

    sh                  a block of commands; all of a page run in one bash, one after the other, and stop at the first that fails
    text                must be in the output of the block of commands before it: line by line, in order; … stands for anything
    diff                a change of files in the folder where the commands stand, made with patch(1)
    NAME file=PATH      the whole of a file
    NAME into=PATH      a part of a file that is there: it takes the place of the file's first line with … alone
    <!-- run … -->      commands too, in a comment: what a reader of this page has done before, or need not see
    <!-- text … -->     as text, in a comment

A block with `norun` behind its language is left alone. A port 5080 … 5089 of a page, and 127.0.0.1:5000, becomes a free one.

Usage: scripts/run-page.py PAGE [--bin FOLDER] [--keep]    FOLDER holds hashinsight; .build/debug if none is given
       scripts/run-page.py --left-out PAGE…                what is not run: blocks with `norun`, commands in a block of another kind, code
       scripts/run-page.py --with-commands PAGE…           the pages that have something to run
"""
import argparse
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\S*)[ \t]*(.*?)\n(.*?)^```[ \t]*$|^<!-- (run|text)\n(.*?)^-->[ \t]*$", re.M | re.S)
COMMAND = re.compile(r"^\s*(?:[$#] )?(?:hashinsight|make|curl|git|sudo|docker|apt-get|swift|cargo|psql|scripts/\S+)\s", re.M)
CODE = {"swift", "c", "rust"}
SHELLS = {"", "bash", "console", "shell", "zsh"}
PORT = re.compile(r"(?<=127\.0\.0\.1:)5000\b|\b508\d\b")
LIMIT_SECONDS = 900


def blocks(text):
    """Language, words behind it, content, and the line where the content begins."""
    for match in BLOCK.finditer(text):
        hidden = match[4]
        content = 5 if hidden else 3
        language = {"run": "sh", "text": "text"}[hidden] if hidden else match[1]
        yield language, (match[2] or "").split(), match[content], text.count("\n", 0, match.start(content)) + 1


def left_out(page):
    """Lines that name what of a page is not run."""
    for language, words, content, line in blocks((ROOT / page).read_text()):
        is_done = "norun" not in words and (language in ("sh", "text", "diff") or any(word.startswith(("file=", "into=")) for word in words))
        if not is_done and ("norun" in words or language in CODE or language in SHELLS and COMMAND.search(content)):
            yield f"{page}: {content.strip().splitlines()[0]}"


def free_ports(text):
    """The text with ports of this machine that nobody uses."""
    held = []
    free = {}
    for port in sorted(set(PORT.findall(text))):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        held.append(one)
        free[port] = str(one.getsockname()[1])
    text = PORT.sub(lambda match: free[match[0]], text)
    for one in held:
        one.close()
    return text


def script(page, folder):
    """Bash for the whole page, and what each block must have printed: (line, the block's output file, lines)."""
    parts = [
        "set -eEuo pipefail",
        "exec 8>&1 9>&2",
        f"trap 'echo \"failed: {page}:$LINENO: $BASH_COMMAND\" >&9' ERR",
        # What a block leaves running ends with the page.
        "trap 'exec >&8 2>&9; [ -z \"${output:-}\" ] || tail -n 30 \"$output\"; kill $(jobs -p) 2>/dev/null || true; wait' EXIT",
        f"cd {shlex.quote(str(folder / 'work'))}",
    ]
    expected, output = [], None
    for number, (language, words, content, line) in enumerate(blocks(free_ports((ROOT / page).read_text()))):
        if "norun" in words:
            continue
        target = next((word[5:] for word in words if word.startswith("file=")), None)
        place = next((word[5:] for word in words if word.startswith("into=")), None)
        held = folder / f"block-{number}"
        if place:
            held.write_text(content)
            parts.append(
                f"awk -v held={held} '!held_is_in && /^ *…$/ {{ while ((getline line < held) > 0) print line; held_is_in = 1; next }} {{ print }} "
                f"END {{ exit !held_is_in }}' {shlex.quote(place)} > {held}.whole && mv {held}.whole {shlex.quote(place)} "
                f"|| {{ echo 'failed: {page}:{line}: {place} has no line with … alone' >&2; exit 1; }}")
        elif target:
            held.write_text(content)
            parts += [f"mkdir -p \"$(dirname {shlex.quote(target)})\"", f"cp {held} {shlex.quote(target)}"]
        elif language == "diff":
            held.write_text(content)
            parts.append(f"patch --quiet -p1 --no-backup-if-mismatch < {held} || {{ echo 'failed: {page}:{line}: the change does not fit' >&2; exit 1; }}")
        elif language == "sh":
            # Blank lines before it make the shell's line numbers the page's.
            held.write_text("\n" * (line - 1) + content)
            output = folder / f"block-{number}.out"
            parts += [f"echo '== {page}:{line}'", f"output={output}", "exec > $output 2>&1", f". {held}", "exec >&8 2>&9", "cat $output; output="]
        elif language == "text":
            if output is None:
                sys.exit(f"run-page: {page}:{line}: a text block without commands before it")
            expected.append((line, output, content.splitlines()))
    return "\n".join(parts) + "\n", expected


def missing(lines, text):
    """The first line that the text does not have after those before it."""
    at = 0
    for line in lines:
        pattern = ".*?".join(re.escape(part) for part in line.strip().split("…"))
        found = re.compile(pattern).search(text, at)
        if not found:
            return line
        at = found.end()
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page", nargs="+")
    parser.add_argument("--left-out", action="store_true")
    parser.add_argument("--with-commands", action="store_true")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / ".build/debug")
    parser.add_argument("--keep", action="store_true", help="leave the folder")
    options = parser.parse_args()
    found = [pathlib.Path(one).resolve() for one in options.page]
    pages = [str(one.relative_to(ROOT) if one.is_relative_to(ROOT) else one) for one in found]
    if options.left_out or options.with_commands:
        for page in pages:
            if options.left_out:
                print(*left_out(page), sep="\n", end="\n" if any(left_out(page)) else "")
            elif any(language == "sh" and "norun" not in words for language, words, _, _ in blocks((ROOT / page).read_text())):
                print(page)
        return
    if len(pages) != 1:
        parser.error("one page at a time")
    page = pages[0]
    holder = tempfile.TemporaryDirectory(prefix="page-", delete=not options.keep) if sys.version_info >= (3, 12) else tempfile.TemporaryDirectory(prefix="page-")
    folder = pathlib.Path(holder.name)
    # A private database's own user must be able to enter.
    folder.chmod(0o755)
    (folder / "work").mkdir()
    text, expected = script(page, folder)
    (folder / "page.sh").write_text(text)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PATH"] = f"{options.bin.resolve()}:{environment['PATH']}"
    process = subprocess.Popen(["bash", folder / "page.sh"], env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        code = process.wait(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"run-page: {page} did not end within {LIMIT_SECONDS} s", file=sys.stderr)
        code = 1
    finally:
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    for line, output, lines in expected:
        if output.exists() and (lost := missing(lines, output.read_text())) is not None:
            print(f"failed: {page}:{line}: the output has no line '{lost}'", file=sys.stderr)
            code = code or 1
    if options.keep:
        print(f"run-page: {folder}", file=sys.stderr)
        holder._finalizer.detach()
    sys.exit(1 if code else 0)


main()
