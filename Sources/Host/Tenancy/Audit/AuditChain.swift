import Crypto

/// Recomputes the chain of hashes, entry after entry.
struct AuditChain {
    /// The last good entry; 0 before the first.
    private(set) var sequence: Int64 = 0
    private(set) var hash = [UInt8](repeating: 0, count: 32)

    /// - Returns: What is wrong with the entry; nil if it continues the chain.
    mutating func append(_ entry: AuditEntry) -> AuditVerdict? {
        guard entry.sequence == sequence + 1 else {
            return .broken(sequence: sequence + 1, reason: "the entry is missing; the next is \(entry.sequence)")
        }
        let expected = Array(SHA256.hash(data: hash + Array(entry.canonical.utf8)))
        guard expected == entry.hash else {
            return .broken(sequence: entry.sequence, reason: "the entry or its hash was changed after it was written")
        }
        sequence = entry.sequence
        hash = expected
        return nil
    }
}
