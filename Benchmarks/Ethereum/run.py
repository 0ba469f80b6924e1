#!/usr/bin/env python3
"""The notary's hashes, proofs and signatures beside OpenSSL's SHA-256, in turns in one run."""
import argparse
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts

# The least that is promised; of times, the most.
PROMISED = {
    "tree_leaves_per_second": (1_000_000, True),
    "records_per_second": (1_000_000, True),
    "proof_file_made_milliseconds": (1, False),
    "proof_file_bytes": (2048, False),
    "proof_file_with_record_made_milliseconds": (1, False),
    "interval_of_5000_milliseconds": (1000, False),
    "transactions_signed_per_second": (5000, True),
}


def openssl(count):
    """OpenSSL's digests a second over so many bytes, by its own processor time."""
    said = subprocess.run(["openssl", "speed", "-seconds", "1", "-bytes", str(count), "-evp", "sha256"], capture_output=True, text=True, check=True)
    return float(re.search(r"([\d.]+)k\s*$", said.stdout)[1]) * 1000 / count


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--binary", default=os.path.join(hosts.RELEASE, "EthereumBenchmark"))
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        subprocess.run(["swift", "build", "-c", "release", "--product", "EthereumBenchmark"], cwd=hosts.ROOT, check=True)
    missed = set()
    for number in range(given.rounds):
        said = subprocess.run([given.binary], capture_output=True, text=True, check=True).stdout
        print(f"round {number + 1}")
        for line in said.splitlines():
            name, value = line.split()
            value = float(value)
            note = ""
            if name in PROMISED:
                bound, least = PROMISED[name]
                is_met = (value >= bound) == least or value == bound
                note = f"  promised {'≥' if least else '≤'} {bound:,}: {'met' if is_met else 'MISSED'}"
                missed |= set() if is_met else {name}
            print(f"  {name:40} {value:>16,.3f}{note}")
            for rate, count in (("leaf_hashes_per_second", 33), ("node_hashes_per_second", 65)):
                if name == rate:
                    theirs = openssl(count)
                    print(f"    OpenSSL over {count} bytes: {theirs:,.0f} a second, ours {value / theirs:.2f} of it")
        sys.stdout.flush()
    if missed:
        sys.exit(f"missed: {', '.join(sorted(missed))}")


main()
