import Ethereum
import PluginKit

/// A record as it is stored, with the first interval that holds it.
struct RecordDetail: Sendable {
    let id: Int64
    let kind: String
    let recordID: String
    /// Nil once it is erased.
    let bodyDigest: Bytes32?
    let salt: Bytes32?
    let bodyBytes: Int64
    let leaf: Bytes32
    /// Nil while it waits for its place in the tenant's tree.
    let place: UInt64?
    let createdAt: Timestamp
    let erasedAt: Timestamp?
    let pin: RecordPin
    /// Nil while no interval holds it.
    let interval: TreeInterval?

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        recordID = try row["record_id"]
        bodyDigest = try (row["body_sha256"] as [UInt8]?).map { try Bytes32($0) }
        salt = try (row["salt"] as [UInt8]?).map { try Bytes32($0) }
        bodyBytes = try row["body_bytes"]
        leaf = try Bytes32(row["leaf"] as [UInt8])
        place = try (row["place"] as Int64?).map { try UInt64(stored: $0) }
        createdAt = try row["created_at"]
        erasedAt = try row["erased_at"]
        pin = try RecordPin(row)
        interval = try (row["size"] as Int64?) == nil ? nil : TreeInterval(row)
    }

    var state: String { RecordState.name(interval?.state) }
}

/// How far a record has come, in one word.
enum RecordState {
    /// `queued` until the notary has it, then the notary's own words: waiting, sealed, sent, included, safe, finalized.
    static func name(_ interval: String?) -> String { interval.map { $0 == "new" ? "queued" : $0 } ?? "queued" }

    /// Whether it stands in a block.
    static func isAnchored(_ state: String) -> Bool { ["included", "safe", "finalized"].contains(state) }
}
