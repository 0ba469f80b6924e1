import Ethereum
import Glibc

/// Prints one `name value` a line; rates are by the processor time of this thread, so that other programs on the machine count less.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = cpuSeconds()
    try body()
    return cpuSeconds() - start
}

func tell(_ name: String, _ value: Double) { print(name, value) }

let leafCount = 1_000_000
let data = (0..<leafCount).map { _ in Bytes32.random() }

var hashes: [Bytes32] = []
hashes.reserveCapacity(leafCount)
tell("leaf_hashes_per_second", Double(leafCount) / seconds { for leaf in data { hashes.append(MerkleHash.leaf(leaf)) } })

var node = Bytes32.zero
tell("node_hashes_per_second", Double(leafCount) / seconds { for leaf in data { node = MerkleHash.node(node, leaf) } })

var tree = MerkleTree()
tell("tree_leaves_per_second", Double(leafCount) / seconds { tree = MerkleTree(leafHashes: data.lazy.map { MerkleHash.leaf($0) }) })

var frontier = MerkleFrontier()
tell("frontier_leaves_per_second", Double(leafCount) / seconds { for leaf in data { frontier.append(MerkleHash.leaf(leaf)) } })
guard frontier.root == (try tree.root) else { fatalError("two ways to one tree gave two roots") }

let recordCount = 200_000
var last = Bytes32.zero
tell(
    "records_per_second",
    Double(recordCount)
        / seconds {
            for index in 0..<recordCount {
                last =
                    NotaryRecord(tenant: "north-1", kind: "telemetry-rollup", id: "2026-11-22/m", bodyDigest: last, salt: data[index])
                    .leafHash
            }
        })

let root = try tree.root
let proofs = 10_000
tell(
    "path_made_milliseconds",
    try seconds { for index in 0..<proofs { _ = try tree.inclusion(of: UInt64(index * 97)) } } * 1000 / Double(proofs))
let proof = try tree.inclusion(of: 777_777)
tell(
    "proof_checked_milliseconds",
    try seconds { for _ in 0..<proofs { try proof.verify(leafHash: hashes[777_777], root: root) } } * 1000 / Double(proofs))
tell(
    "consistency_made_milliseconds",
    try seconds { for old in 1...proofs { _ = try tree.consistency(from: UInt64(old * 99)) } } * 1000 / Double(proofs))

let tenants = (0..<5000).map { TenantState(tenant: "tenant-\($0)", size: UInt64($0 + 1), root: data[$0]) }
var interval: NotaryInterval?
var call: [UInt8] = []
tell(
    "interval_of_5000_milliseconds",
    try seconds {
        interval = try NotaryInterval(tenants: tenants, stream: data[0], previousLink: data[1], sequence: 2)
        call = NotaryContract.anchor(interval!.anchor).data
    } * 1000)
tell(
    "interval_proofs_of_5000_milliseconds",
    try seconds { for tenant in tenants { _ = try interval!.receipt(of: tenant.tenant)! } } * 1000)
tell("interval_manifest_bytes", Double(interval!.manifest.json.utf8.count))

let key = PrivateKey.random()
let place = NotaryProof.Place(
    chainID: 84532, contract: FeeOracle.address, notary: key.address, stream: data[0], transaction: data[2])
// A day's telemetry of ten miners, as the plugin Blockchain writes it.
let day = "miner_id,hashrate_ths,power_watts,samples\n" + (0..<10).map { "\(700_000_000 + $0),198.437,3412.6,288\n" }.joined()
let receipt = try interval!.receipt(of: "tenant-777")!
@MainActor func file(_ index: UInt64, body: String?) throws -> String {
    let record = NotaryRecord(tenant: "tenant-777", kind: "telemetry", id: "2026-11-22", body: Array(day.utf8), salt: data[3])
    return try NotaryProof(
        record: record, body: body, inTenant: tree.inclusion(of: index), tenantSalt: receipt.state.salt, inInterval: receipt.inInterval,
        place: place
    ).json
}
for (name, body) in [("proof_file", nil), ("proof_file_with_record", day)] as [(String, String?)] {
    var largest = 0
    tell(
        "\(name)_made_milliseconds",
        try seconds { for index in 0..<1_000 { largest = max(largest, try file(UInt64(index * 997), body: body).utf8.count) } })
    tell("\(name)_bytes", Double(largest))
}
let text = Array(try file(777_777, body: nil).utf8)
tell(
    "proof_file_read_and_checked_milliseconds",
    try seconds { for _ in 0..<1_000 { last = try NotaryProof(json: text).root() } })
var transaction = Transaction(
    chainID: 84532, nonce: 0, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 20_000_000, gasLimit: 120_000, to: FeeOracle.address,
    data: call)
let signatures = 5000
var signed = try transaction.signed(by: key)
tell(
    "transactions_signed_per_second",
    try Double(signatures)
        / seconds {
            for nonce in 0..<signatures {
                transaction.nonce = UInt64(nonce)
                signed = try transaction.signed(by: key)
            }
        })
let raw = signed.raw
tell(
    "senders_recovered_per_second",
    try Double(signatures) / seconds { for _ in 0..<signatures { _ = try SignedTransaction(raw: raw).sender } })

let page = [UInt8](repeating: 7, count: 1 << 20)
tell("keccak_megabytes_per_second", 8 / seconds { for _ in 0..<8 { last = Keccak256.hash(page) } })
tell("unixfs_megabytes_per_second", 64 / seconds { for _ in 0..<64 { last = UnixFSBuilder.file(page, .v0From2015).cid.digest } })
