import Ethereum
import PluginKit

/// What a receipt of the notary means for a stored interval. Pure.
enum IntervalUpdate {
    /// The words of the table's state.
    static func name(_ state: NotaryReceipt.State) -> String {
        switch state {
        case .waiting: "waiting"
        case .sealed: "sealed"
        case .sent: "sent"
        case .included: "included"
        case .safe: "safe"
        case .finalized: "finalized"
        }
    }

    /// What does not fit; nil for a receipt that leads from this leaf to its root.
    static func problem(_ receipt: NotaryReceipt, leaf: [UInt8]) -> String? {
        guard receipt.leaf == leaf else { return "The notary's receipt is for another leaf." }
        guard let interval = receipt.interval else { return nil }
        do {
            let path = try stride(from: 0, to: interval.path.count, by: 32).map {
                try Bytes32(interval.path[$0..<min($0 + 32, interval.path.count)])
            }
            guard interval.index >= 0, interval.size > 0 else { return "The notary's receipt names no place in its interval." }
            let proof = InclusionProof(index: UInt64(interval.index), size: UInt64(interval.size), path: path)
            try proof.verify(leafHash: Bytes32(leaf), root: Bytes32(interval.root))
            return nil
        } catch {
            return "The notary's receipt does not lead to its root: \(error)."
        }
    }

    /// The statement that stores it; nil for what was submitted just now.
    static func call(_ size: Int64, _ receipt: NotaryReceipt?) -> Database.Call {
        let (interval, inclusion) = (receipt?.interval, receipt?.interval?.inclusion)
        func bytes(_ value: [UInt8]?) -> Value { value.map(Value.bytes) ?? .null }
        return Database.Call(
            "interval_receipt", .integer(size), .text(name(receipt?.state ?? .waiting)), Value(interval?.index), Value(interval?.size),
            bytes(interval?.path), bytes(interval?.root), bytes(interval?.stream), bytes(interval?.previousLink), bytes(interval?.manifest),
            Value(interval?.sequence), Value(interval?.chainID), bytes(interval?.contract), bytes(interval?.notary),
            bytes(inclusion?.transaction), Value(inclusion?.block), bytes(inclusion?.blockHash))
    }
}
