import PluginABI

/// How far a leaf has come, and once it is in an interval, all that ties it to the chain.
public struct NotaryReceipt: Sendable, Hashable {
    /// How far a leaf has come. A block that goes away takes `included` and `safe` back to `sent`; nothing takes `finalized` back.
    public enum State: Int64, Sendable, Hashable, Comparable {
        /// Stored; in no interval yet.
        case waiting = 1
        /// In an interval whose transaction is signed and stored, but not sent.
        case sealed
        /// Given to the nodes of the chain; in no block.
        case sent
        /// In a block of the chain as it is now.
        case included
        /// In a block whose data stand on the chain below.
        case safe
        /// In a block that can no longer go away.
        case finalized

        /// By how far it is.
        public static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
    }

    /// The interval that the leaf is in.
    public struct Interval: Sendable, Hashable {
        /// The leaf's place among the leaves of the interval, from 0.
        public let index: Int64
        /// How many leaves the interval has.
        public let size: Int64
        /// The sibling hashes, bottom up, 32 bytes each.
        public let path: [UInt8]
        /// The interval's root, 32 bytes.
        public let root: [UInt8]
        /// The contract's stream that it goes into, 32 bytes.
        public let stream: [UInt8]
        /// The stream's head before the root, 32 bytes.
        public let previousLink: [UInt8]
        /// SHA-256 of the interval's manifest, 32 bytes.
        public let manifest: [UInt8]
        /// 1 for the first interval of the stream.
        public let sequence: Int64
        /// The chain's number.
        public let chainID: Int64
        /// The contract's address, 20 bytes.
        public let contract: [UInt8]
        /// The address of the account that anchors, 20 bytes.
        public let notary: [UInt8]
        /// Nil while the transaction is in no block.
        public let inclusion: Inclusion?
    }

    /// The block that the transaction stands in.
    public struct Inclusion: Sendable, Hashable {
        /// Its hash, 32 bytes.
        public let transaction: [UInt8]
        /// The block's number.
        public let block: Int64
        /// The block's hash, 32 bytes.
        public let blockHash: [UInt8]
    }

    /// What was submitted, 32 bytes.
    public let leaf: [UInt8]
    /// How far it has come.
    public let state: State
    /// Nil while the leaf waits.
    public let interval: Interval?

    /// Reads the host's answer; nil for a key that is not there. Throws `.internal` for one that lacks what its state has.
    static func read(_ message: [UInt8]) throws(PluginError) -> NotaryReceipt? {
        try message.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            func number(_ id: Int) throws(PluginError) -> Int64 {
                guard let value = reader.first(id, Int(HI_FIELD_INTEGER))?.integer else { throw incomplete(id) }
                return value
            }
            func bytes(_ id: Int, _ count: Int? = nil) throws(PluginError) -> [UInt8] {
                guard let field = reader.first(id, Int(HI_FIELD_BYTES)), count.map({ $0 == field.range.count }) ?? true else {
                    throw incomplete(id)
                }
                return [UInt8](buffer[field.range])
            }
            let stated = try number(Int(HI_NOTARY_ANSWER_STATE))
            guard stated != Int64(HI_NOTARY_UNKNOWN) else { return nil }
            guard let state = State(rawValue: stated) else { throw incomplete(Int(HI_NOTARY_ANSWER_STATE)) }
            let leaf = try bytes(Int(HI_NOTARY_ANSWER_LEAF), 32)
            guard state >= .sealed else { return NotaryReceipt(leaf: leaf, state: state, interval: nil) }
            var inclusion: Inclusion?
            if state >= .included {
                inclusion = Inclusion(
                    transaction: try bytes(Int(HI_NOTARY_ANSWER_TRANSACTION), 32), block: try number(Int(HI_NOTARY_ANSWER_BLOCK)),
                    blockHash: try bytes(Int(HI_NOTARY_ANSWER_BLOCK_HASH), 32))
            }
            return NotaryReceipt(
                leaf: leaf, state: state,
                interval: Interval(
                    index: try number(Int(HI_NOTARY_ANSWER_INDEX)), size: try number(Int(HI_NOTARY_ANSWER_SIZE)),
                    path: try bytes(Int(HI_NOTARY_ANSWER_PATH)), root: try bytes(Int(HI_NOTARY_ANSWER_ROOT), 32),
                    stream: try bytes(Int(HI_NOTARY_ANSWER_STREAM), 32),
                    previousLink: try bytes(Int(HI_NOTARY_ANSWER_PREVIOUS_LINK), 32),
                    manifest: try bytes(Int(HI_NOTARY_ANSWER_MANIFEST), 32), sequence: try number(Int(HI_NOTARY_ANSWER_SEQUENCE)),
                    chainID: try number(Int(HI_NOTARY_ANSWER_CHAIN)), contract: try bytes(Int(HI_NOTARY_ANSWER_CONTRACT), 20),
                    notary: try bytes(Int(HI_NOTARY_ANSWER_NOTARY), 20), inclusion: inclusion))
        }
    }

    private static func incomplete(_ field: Int) -> PluginError {
        PluginError(.internal, "The host's receipt has no field \(field) that fits its state.")
    }
}
