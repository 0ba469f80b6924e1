#!/usr/bin/env python3
"""Checks a proof of a notarized record without HashInsight, by the format of notary-proof.md alone. Needs Python 3 and nothing else.

    verify-notary-proof.py PROOF.json [--body FILE] [--rpc URL]

Without --rpc it checks the arithmetic; with it, asks an Ethereum node of your choice whether the root stands on the chain.
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
SHAPE = {
    "anchor": {
        "block_hash": WORD, "block_number": int, "chain_id": int, "contract": ADDRESS, "manifest": WORD, "notary": ADDRESS,
        "previous_link": WORD, "stream": WORD, "transaction": WORD},
    "body": TEXT,
    "format": "hashinsight-notary-proof",
    "interval_tree": {"index": int, "path": PATH, "size": int},
    "record": {"body_sha256": DIGITS, "id": TEXT, "kind": TEXT, "salt": DIGITS, "tenant": TEXT},
    "tenant_tree": {"index": int, "path": PATH, "salt": DIGITS, "size": int},
    "version": int,
}


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


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def counted(text):
    data = text.encode()
    return len(data).to_bytes(4, "big") + data


def climb(leaf, tree):
    """The root that a leaf's path leads to (RFC 9162, 2.1.3.2)."""
    index, size, path = tree["index"], tree["size"], base64.b64decode(tree["path"], validate=True)
    need(index < size and len(path) % 32 == 0, "a place outside its tree")
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


def root_of(proof, body):
    """The interval's root that the record leads to."""
    record, tenant = proof["record"], proof["tenant_tree"]
    for found in (proof["body"].encode() if "body" in proof else None, body):
        need(found is None or sha256(found).hex() == record["body_sha256"], "the record's bytes are others than the proof's")
    message = b"notary/leaf/1" + b"".join(counted(record[name]) for name in ("tenant", "kind", "id")) + bytes.fromhex(record["body_sha256"])
    leaf = hmac.digest(bytes.fromhex(record["salt"]), message, "sha256")
    tenant_root = climb(sha256(b"\x00", leaf), tenant)
    message = b"notary/tenant/1" + counted(record["tenant"]) + tenant["size"].to_bytes(8, "big") + tenant_root
    return climb(sha256(b"\x00", hmac.digest(bytes.fromhex(tenant["salt"]), message, "sha256")), proof["interval_tree"])


def ask(url, method, *parameters):
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "verify-notary-proof"}
    with urllib.request.urlopen(urllib.request.Request(url, request, headers), timeout=30) as answer:
        answer = answer.read()
    try:
        return json.loads(answer)["result"]
    except (ValueError, KeyError, TypeError) as problem:
        raise OSError(f"{method}: the node answered {answer[:200]!r}") from problem


def check_chain(proof, root, url):
    anchor = proof["anchor"]
    word = lambda text: text[2:].lower().rjust(64, "0")
    need(int(ask(url, "eth_chainId"), 16) == anchor["chain_id"], f"the node serves another chain than {anchor['chain_id']}")
    call = {"to": anchor["contract"], "data": "0x" + PLACED + word(anchor["notary"]) + word(anchor["stream"]) + root.hex()}
    answer = ask(url, "eth_call", call, "latest")[2:]
    need(len(answer) == 192, "no notary contract lives at this address")
    sequence, block, time = (int(answer[at:at + 64], 16) for at in (0, 64, 128))
    need(sequence > 0, "the root was never anchored")
    need(block == anchor["block_number"], f"the root stands in block {block}, the proof says {anchor['block_number']}")
    sent = ask(url, "eth_getTransactionByHash", anchor["transaction"])
    need(sent is not None, "the node does not know the transaction; one that keeps old ones may")
    size = proof["interval_tree"]["size"].to_bytes(32, "big").hex()
    data = ANCHOR + word(anchor["stream"]) + word(anchor["previous_link"]) + root.hex() + size + word(anchor["manifest"])
    need(sent["input"].lower() == "0x" + data, "the transaction anchors something else")
    for name, value in (("to", anchor["contract"]), ("from", anchor["notary"]), ("blockHash", anchor["block_hash"])):
        need((sent[name] or "").lower() == value.lower(), f"the transaction's {name} is another")
    need(int(sent["blockNumber"] or "0x0", 16) == block, "the transaction stands in another block")
    final = int(ask(url, "eth_getBlockByNumber", "finalized", False)["number"], 16) >= block
    print(f"on chain {anchor['chain_id']}: interval {sequence}, block {block}, Unix time {time}, {'final' if final else 'not final yet'}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("proof")
    options.add_argument("--body", help="the record's bytes, for a proof that does not carry them")
    options.add_argument("--rpc", help="an Ethereum node's JSON-RPC")
    options.add_argument("--contract", help="the contract that the issuer is known to use")
    options.add_argument("--notary", help="the account that the issuer is known to anchor with")
    given = options.parse_args()
    try:
        text = open(given.proof, "rb").read().decode()
        proof = json.loads(text)
        # One form, so that no two programs can read a file in two ways.
        form = json.dumps(proof, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        need(form == text.removesuffix("\n"), "not in the format's one form")
        check_shape(proof, SHAPE, "proof")
        need(proof["version"] == 1, "another version than 1")
        root = root_of(proof, open(given.body, "rb").read() if given.body else None)
        record = proof["record"]
        print(f"{record['kind']} {record['id']} of {record['tenant']}, SHA-256 {record['body_sha256']}")
        print(f"leads to the root 0x{root.hex()}")
        anchor = proof["anchor"]
        for name, known in (("contract", given.contract), ("notary", given.notary)):
            need(known is None or known.lower() == anchor[name].lower(), f"the proof names another {name}: {anchor[name]}")
        print(f"anchored by {anchor['notary']} in the contract {anchor['contract']}, as the proof says: compare both with what the issuer says")
        if given.rpc:
            check_chain(proof, root, given.rpc)
        else:
            print("not asked: whether this root stands on the chain (--rpc)")
    except OSError as problem:
        print(f"could not be checked: {problem}", file=sys.stderr)
        sys.exit(2)
    except (Refused, ValueError, KeyError, TypeError) as problem:
        print(f"does not hold: {problem!r}", file=sys.stderr)
        sys.exit(1)


main()
