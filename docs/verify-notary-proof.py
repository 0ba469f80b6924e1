#!/usr/bin/env python3
"""Checks a proof of a notarized record without HashInsight, by the format of notary-proof.md alone. Needs Python 3 and nothing else.

    verify-notary-proof.py PROOF.json [--body FILE] [--rpc URL] [--contract ADDRESS] [--notary ADDRESS] [--older FILE --consistency FILE]

Without --rpc it checks the arithmetic; with it, asks an Ethereum node of your choice whether the root stands on the chain. With --older and
--consistency it shows too that no record of the tenant was taken away or changed since an older proof.
Exits 0 if the proof holds, 1 if it does not, 2 if it could not be checked."""
import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
import urllib.request

PLACED, ANCHOR = "51a1b4d3", "a3b97317"  # the first bytes of Keccak-256 of the functions' signatures
DIGITS, WORD, ADDRESS, PATH, TEXT = "[0-9a-f]{64}", "0x[0-9a-f]{64}", "0x[0-9a-fA-F]{40}", "[A-Za-z0-9+/=]*", r"(?s:.*)"
HASH, HASHES = "[A-Za-z0-9_-]{43}", "[A-Za-z0-9_-]*"
FORMAT = "hashinsight-notary-proof"
SHAPE_1 = {
    "anchor": {
        "block_hash": WORD, "block_number": int, "chain_id": int, "contract": ADDRESS, "manifest": WORD, "notary": ADDRESS,
        "previous_link": WORD, "stream": WORD, "transaction": WORD},
    "body": TEXT,
    "format": FORMAT,
    "interval_tree": {"index": int, "path": PATH, "size": int},
    "record": {"body_sha256": DIGITS, "id": TEXT, "kind": TEXT, "salt": DIGITS, "tenant": TEXT},
    "tenant_tree": {"index": int, "path": PATH, "salt": DIGITS, "size": int},
    "version": int,
}
SHAPE_2 = {
    "anchor": {"chain": int, "contract": ADDRESS, "notary": ADDRESS, "stream": HASH, "transaction": HASH},
    "body": TEXT,
    "format": FORMAT,
    "interval": {"index": int, "path": HASHES},
    "record": {"id": TEXT, "kind": TEXT, "salt": HASH, "sha256": HASH, "tenant": TEXT},
    "tree": {"index": int, "path": HASHES, "salt": HASH, "size": int},
    "version": int,
}
SHAPE_CONSISTENCY = {"format": "hashinsight-notary-consistency", "new": int, "old": int, "path": HASHES, "tenant": TEXT, "version": int}


class Refused(Exception):
    """The proof does not hold."""


def need(holds, problem):
    if not holds:
        raise Refused(problem)


def check_shape(value, shape, name):
    if isinstance(shape, dict):
        need(isinstance(value, dict) and set(value) | {"body"} == set(shape) | {"body"}, f"{name}: the names {sorted(shape)} are expected")
        for key in value:
            check_shape(value[key], shape[key], f"{name}.{key}")
    elif shape is int:
        need(type(value) is int and 0 <= value < 2**64, f"{name}: a whole number is expected")
    else:
        need(isinstance(value, str) and re.fullmatch(shape, value), f"{name}: written otherwise than the format says")


def decoded(text, letters=b"-_"):
    """The bytes of base64url without padding, or of base64; written in the one way that there is for them."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), letters, validate=True)
    need(base64.b64encode(data, letters).decode().rstrip("=") == text.rstrip("="), "a text that is not in base64's one form")
    return data


def parsed(text):
    file = json.loads(text)
    # One form, so that no two programs can read a file in two ways.
    need(json.dumps(file, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text, "not in the format's one form")
    return file


def read(text):
    """A proof of either version in one shape: digests as bytes, addresses as they stand."""
    file = parsed(text)
    need(isinstance(file, dict) and file.get("version") in (1, 2), "another version than 1 and 2")
    old = file["version"] == 1
    check_shape(file, SHAPE_1 if old else SHAPE_2, "proof")
    record, anchor = file["record"], file["anchor"]
    tree, interval = (file["tenant_tree"], file["interval_tree"]) if old else (file["tree"], file["interval"])
    word = (lambda text: bytes.fromhex(text.removeprefix("0x"))) if old else decoded
    for part in tree, interval:
        part["path"] = decoded(part["path"], b"+/" if old else b"-_")
        need(len(part["path"]) % 32 == 0, "a path that is no hashes of 32 bytes")
        part.setdefault("size", 1 << len(part["path"]) // 32)  # an interval's tree is full
    told = {name: word(anchor[name]) for name in ("previous_link", "manifest", "block_hash")} | {"block": anchor["block_number"]} if old else {}
    return {
        "record": record | {"sha256": word(record["body_sha256" if old else "sha256"]), "salt": word(record["salt"])},
        "body": file.get("body"), "tree": tree | {"salt": word(tree["salt"])}, "interval": interval, "told": told,
        "chain": anchor["chain_id" if old else "chain"], "contract": anchor["contract"], "notary": anchor["notary"],
        "stream": word(anchor["stream"]), "transaction": word(anchor["transaction"])}


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def counted(text):
    data = text.encode()
    return len(data).to_bytes(4, "big") + data


def climb(leaf, tree):
    """The root that a leaf's path leads to (RFC 9162, 2.1.3.2)."""
    index, size, path = tree["index"], tree["size"], tree["path"]
    need(index < size, "a place outside its tree")
    place, last, found = index, size - 1, leaf
    for start in range(0, len(path), 32):
        sibling = path[start:start + 32]
        need(last > 0, "a path that is too long")
        if place & 1 or place == last:
            found = sha256(b"\x01", sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, sibling)
        place, last = place >> 1, last >> 1
    need(last == 0, "a path that is too short")
    return found


def check_consistency(text, old, old_root, new, new_root):
    """That the newer proof's tree begins with the older's (RFC 9162, 2.1.4.2)."""
    file = parsed(text)
    check_shape(file, SHAPE_CONSISTENCY, "consistency")
    need(file["version"] == 1, "consistency: another version than 1")
    need(file["tenant"] == old["record"]["tenant"] == new["record"]["tenant"], "the three files are not of one tenant")
    need((file["old"], file["new"]) == (old["tree"]["size"], new["tree"]["size"]), "the consistency is of other trees than the proofs'")
    path = decoded(file["path"])
    hashes = [path[at:at + 32] for at in range(0, len(path), 32)]
    need(len(path) % 32 == 0 and 0 < file["old"] <= file["new"], "a path that is no hashes, or an older tree that is larger")
    if file["old"] == file["new"]:
        return need(not hashes and old_root == new_root, "two trees of one size with different roots")
    hashes = ([old_root] if file["old"] & file["old"] - 1 == 0 else []) + hashes
    need(hashes, "a path that is too short")
    place, last, first, second = file["old"] - 1, file["new"] - 1, hashes[0], hashes[0]
    while place & 1:
        place, last = place >> 1, last >> 1
    for sibling in hashes[1:]:
        need(last > 0, "a path that is too long")
        if place & 1 or place == last:
            first, second = sha256(b"\x01", sibling, first), sha256(b"\x01", sibling, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = sha256(b"\x01", second, sibling)
        place, last = place >> 1, last >> 1
    need(last == 0 and (first, second) == (old_root, new_root), "the newer tree does not begin with the older")


def roots_of(proof, body=None):
    """The roots that the record leads to, of its tenant's tree and of the interval."""
    record, tree = proof["record"], proof["tree"]
    for found in (None if proof["body"] is None else proof["body"].encode(), body):
        need(found is None or sha256(found) == record["sha256"], "the record's bytes are others than the proof's")
    message = b"notary/leaf/1" + b"".join(counted(record[name]) for name in ("tenant", "kind", "id")) + record["sha256"]
    tenant_root = climb(sha256(b"\x00", hmac.digest(record["salt"], message, "sha256")), tree)
    message = b"notary/tenant/1" + counted(record["tenant"]) + tree["size"].to_bytes(8, "big") + tenant_root
    return tenant_root, climb(sha256(b"\x00", hmac.digest(tree["salt"], message, "sha256")), proof["interval"])


def ask(url, method, *parameters):
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "verify-notary-proof"}
    with urllib.request.urlopen(urllib.request.Request(url, request, headers), timeout=30) as answer:
        answer = answer.read()
    try:
        result = json.loads(answer)["result"]
    except (ValueError, KeyError, TypeError) as problem:
        raise OSError(f"{method}: the node answered {answer[:200]!r}") from problem
    if result is None:  # It forgot, or never had it: that says nothing against the proof.
        raise OSError(f"{method}: the node has none: ask one that keeps old transactions and blocks, an archive node")
    return result


def check_chain(proof, root, url):
    told = proof["told"]
    need(int(ask(url, "eth_chainId"), 16) == proof["chain"], f"the node serves another chain than {proof['chain']}")
    question = "0x" + PLACED + proof["notary"][2:].lower().rjust(64, "0") + proof["stream"].hex() + root.hex()
    answer = ask(url, "eth_call", {"to": proof["contract"], "data": question}, "latest")[2:]
    need(len(answer) == 192, "no notary contract lives at this address")
    sequence, block, time = (int(answer[at:at + 64], 16) for at in (0, 64, 128))
    need(sequence > 0, "the root was never anchored")
    if time > 253402300799:
        raise OSError(f"the node tells {time} s since 1970 as the block's time, which none has")
    need(told.get("block", block) == block, f"the root stands in block {block}, the proof says {told.get('block')}")
    sent = ask(url, "eth_getTransactionByHash", "0x" + proof["transaction"].hex())
    if sent["blockNumber"] is None:
        raise OSError("the node has the transaction in no block: ask another, an archive node")
    data = bytes.fromhex(sent["input"][2:])
    stream, previous_link, anchored, size, manifest = (data[at:at + 32] for at in range(4, 164, 32))
    expected = (ANCHOR, proof["stream"], root, proof["interval"]["size"].to_bytes(32, "big"))
    as_told = told.get("previous_link", previous_link) == previous_link and told.get("manifest", manifest) == manifest
    need((data[:4].hex(), stream, anchored, size) == expected and len(data) == 164 and as_told, "the transaction anchors something else")
    for name, value in (("to", proof["contract"]), ("from", proof["notary"])):
        need((sent[name] or "").lower() == value.lower(), f"the transaction's {name} is another")
    need(int(sent["blockNumber"], 16) == block, "the transaction stands in another block")
    need(not told or sent["blockHash"].lower() == "0x" + told["block_hash"].hex(), "the transaction's blockHash is another")
    final = int(ask(url, "eth_getBlockByNumber", "finalized", False)["number"], 16) >= block
    print(f"on chain {proof['chain']}: interval {sequence}, block {block}, Unix time {time}, {'final' if final else 'not final yet'}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("proof")
    options.add_argument("--body", help="the record's bytes, for a proof that does not carry them")
    options.add_argument("--rpc", help="an Ethereum node's JSON-RPC")
    options.add_argument("--contract", help="the contract that the issuer is known to use")
    options.add_argument("--notary", help="the account that the issuer is known to anchor with")
    options.add_argument("--older", help="an older proof of the same tenant, checked as the other")
    options.add_argument("--consistency", help="that the newer proof's tree begins with the older's")
    given = options.parse_args()
    if (given.older is None) != (given.consistency is None):
        options.error("--older and --consistency go together")

    def text(path):
        return open(path, "rb").read().decode().removesuffix("\n")

    try:
        proof, older = read(text(given.proof)), read(text(given.older)) if given.older else None
        for one in filter(None, (proof, older)):
            for what, found, known in (("contract", one["contract"], given.contract), ("account", one["notary"], given.notary)):
                need(known is None or known.lower() == found.lower(), f"it names the {what} {found}, expected {known}")
        tenant_root, root = roots_of(proof, open(given.body, "rb").read() if given.body else None)
        if older:
            old_tenant_root, old_root = roots_of(older)
            check_consistency(text(given.consistency), older, old_tenant_root, proof, tenant_root)
        record = proof["record"]
        print(f"{record['kind']} {record['id']} of {record['tenant']}, SHA-256 {record['sha256'].hex()}")
        print(f"leads to the root 0x{root.hex()}")
        print(f"anchored by {proof['notary']} in the contract {proof['contract']}, as the proof says: compare both with what the issuer says")
        if older:
            old = older["record"]
            print(f"begins with all {older['tree']['size']} records of the older proof of {old['kind']} {old['id']}: none was taken away or changed since")
        if given.rpc:
            try:
                check_chain(proof, root, given.rpc)
                if older:
                    check_chain(older, old_root, given.rpc)
            except (Refused, OSError):
                raise
            except Exception as problem:
                raise OSError(f"what the node answered is not understood: {problem!r}") from problem
        else:
            print("not asked: whether this root stands on the chain (--rpc)")
    except OSError as problem:
        print(f"could not be checked: {problem}", file=sys.stderr)
        sys.exit(2)
    except (Refused, ValueError, KeyError, TypeError) as problem:
        print(f"does not hold: {problem if isinstance(problem, Refused) else repr(problem)}", file=sys.stderr)
        sys.exit(1)


main()
