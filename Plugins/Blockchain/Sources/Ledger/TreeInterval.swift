import Ethereum
import PluginKit

/// A tenant's tree as it was notarized, and where that stands.
struct TreeInterval: Sendable {
    /// Of the tenant's tree.
    let size: UInt64
    let root: Bytes32
    let salt: Bytes32
    let state: String
    /// Why the notary did not take it yet.
    let problem: String?
    let chainID: Int64?
    let transaction: Bytes32?
    let blockNumber: Int64?
    let changedAt: Timestamp
    /// The place among the leaves of the interval; nil until it is sealed.
    let inclusion: InclusionProof?
    let intervalRoot: Bytes32?
    /// Where it stands on the chain; nil until it is in a block.
    let place: NotaryProof.Place?

    init(_ row: Row) throws {
        func word(_ name: String) throws -> Bytes32? { try (row[name] as [UInt8]?).map { try Bytes32($0) } }
        func address(_ name: String) throws -> Address? { try (row[name] as [UInt8]?).map { try Address(bytes: $0) } }
        size = try UInt64(stored: row["size"])
        guard let root = try word("root"), let salt = try word("tree_salt") else {
            throw PluginError(.internal, "An interval without root.")
        }
        (self.root, self.salt) = (root, salt)
        state = try row["state"]
        problem = try row["problem"]
        chainID = try row["chain_id"]
        transaction = try word("transaction")
        blockNumber = try row["block_number"]
        changedAt = try row["changed_at"]
        intervalRoot = try word("interval_root")
        var inclusion: InclusionProof?
        var place: NotaryProof.Place?
        if let index = try row["leaf_index"] as Int64?, let count = try row["leaf_count"] as Int64?, let path = try row["path"] as [UInt8]?
        {
            let words = try stride(from: 0, to: path.count, by: 32).map { try Bytes32(path[$0..<min($0 + 32, path.count)]) }
            inclusion = InclusionProof(index: try UInt64(stored: index), size: try UInt64(stored: count), path: words)
        }
        if let chainID, let transaction, blockNumber != nil, let contract = try address("contract"), let notary = try address("notary"),
            let stream = try word("stream")
        {
            place = NotaryProof.Place(
                chainID: try UInt64(stored: chainID), contract: contract, notary: notary, stream: stream, transaction: transaction)
        }
        (self.inclusion, self.place) = (inclusion, place)
    }
}
