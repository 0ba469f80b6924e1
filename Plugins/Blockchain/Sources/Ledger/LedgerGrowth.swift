import Ethereum
import PluginKit

/// What appending leaves to a tenant's tree changes. Pure.
struct LedgerGrowth: Sendable {
    /// The tree afterwards.
    private(set) var tree: MerkleFrontier
    /// Subtrees that were completed, for good.
    private(set) var nodes: [(node: MerkleNode, hash: Bytes32)] = []
    /// Which record got which place.
    private(set) var places: [(record: Int64, place: UInt64)] = []

    init(_ tree: MerkleFrontier) { self.tree = tree }

    /// Appends a record's leaf.
    mutating func append(_ record: Int64, leaf: Bytes32) {
        places.append((record, tree.size))
        var completed: [(node: MerkleNode, hash: Bytes32)] = []
        tree.append(leaf) { completed.append(($0, $1)) }
        nodes += completed
    }

    // So that no count of records, however many are appended, leaves the numbers of the database.
    private static let mostRecords: Int64 = 1 << 62

    /// The tree as it was stored: a size and the hashes of its largest complete subtrees, one behind the other.
    static func tree(size: Int64, peaks: [UInt8]) throws -> MerkleFrontier {
        guard (0...mostRecords).contains(size) else {
            throw PluginError(.internal, "A stored tree of \(size) records, expected 0 to \(mostRecords).")
        }
        return try MerkleFrontier(
            size: UInt64(size), peaks: stride(from: 0, to: peaks.count, by: 32).map { try Bytes32(peaks[$0..<min($0 + 32, peaks.count)]) })
    }

    /// The statements that store it, all or none; one that finds a node in its place ends them.
    var calls: [Database.Call] {
        [
            Database.Call(
                "nodes_insert",
                .json { json in
                    json.array { json in
                        for (node, hash) in nodes {
                            json.array { json in
                                json.value(node.level)
                                json.value(Int64(node.index))
                                json.value(hash.hex)
                            }
                        }
                    }
                }),
            Database.Call(
                "records_place",
                .json { json in
                    json.array { json in
                        for (record, place) in places {
                            json.array { json in
                                json.value(record)
                                json.value(Int64(place))
                            }
                        }
                    }
                }),
            Database.Call("ledger_write", .integer(Int64(tree.size)), .bytes(tree.peaks.flatMap(\.bytes))),
        ]
    }
}
