import Ethereum
import PluginKit

/// The tenant's tree in the database: grows by the records that wait, and is notarized as it stands.
struct LedgerStore: Sendable {
    let context: PluginContext
    // A batch is one transaction; the rest waits for the next one.
    private static let recordsAtOnce: Int64 = 2_000

    /// Gives waiting records their places; returns how many. A run that another one was ahead of gives none.
    func append() async throws -> Int {
        let found = try await context.database.batch(
            Database.Call("ledger"), Database.Call("records_waiting", .integer(Self.recordsAtOnce)))
        guard !found[1].rows.isEmpty else { return 0 }
        var growth = LedgerGrowth(try Self.tree(found[0].rows))
        for row in found[1].rows { growth.append(try row["id"], leaf: try Bytes32(row["leaf"] as [UInt8])) }
        do throws(PluginError) { _ = try await context.database.batch(growth.calls) } catch {
            guard error.code == .conflict else { throw error }
            return 0
        }
        return growth.places.count
    }

    /// Writes down the tree as it is now for the next interval, under a salt of its own, unless one still waits to be taken.
    func notarize(tenant: String) async throws {
        guard let row = try await context.database.query("ledger").first else { return }
        let ledger = TenantLedger(tenant: tenant, tree: try LedgerGrowth.tree(size: row["size"], peaks: row["peaks"]))
        let state = ledger.state()
        try await context.database.execute(
            "interval_insert", .integer(Int64(state.size)), .bytes(state.root.bytes), .bytes(state.salt.bytes), .bytes(state.leafHash.bytes)
        )
    }

    /// The stored hashes of these subtrees.
    func hashes(of nodes: [MerkleNode]) async throws -> [MerkleNode: Bytes32] {
        let rows = try await context.database.query(
            "nodes_at",
            .json { json in
                json.array { json in
                    for node in nodes {
                        json.array { json in
                            json.value(node.level)
                            json.value(Int64(node.index))
                        }
                    }
                }
            })
        var found: [MerkleNode: Bytes32] = [:]
        for row in rows {
            let node = MerkleNode(level: try row["level"], index: try UInt64(stored: row["position"]))
            found[node] = try Bytes32(row["hash"] as [UInt8])
        }
        return found
    }

    private static func tree(_ rows: Rows) throws -> MerkleFrontier {
        guard let row = rows.first else { return MerkleFrontier() }
        return try LedgerGrowth.tree(size: row["size"], peaks: row["peaks"])
    }
}
