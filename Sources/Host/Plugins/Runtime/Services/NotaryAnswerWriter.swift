import Ethereum
import HostNotary
import PluginABI

/// Writes a receipt as notary.h has it. Pure.
enum NotaryAnswerWriter {
    /// - Parameter receipt: Nil where nothing was submitted under the key.
    /// - Returns: Nil for numbers that no message can carry, which no chain has.
    static func message(_ receipt: NotaryReceipt?) -> [UInt8]? {
        guard let receipt else {
            var writer = MessageWriter(kind: 0, fields: 1, dataBytes: 0)
            writer.add(Int(HI_NOTARY_ANSWER_STATE), integer: Int64(HI_NOTARY_UNKNOWN))
            return writer.finish()
        }
        var writer = MessageWriter(kind: 0, fields: 16, dataBytes: 1_024)
        writer.add(Int(HI_NOTARY_ANSWER_STATE), integer: Int64(state(receipt.state)))
        writer.add(Int(HI_NOTARY_ANSWER_LEAF), bytes: receipt.leaf.bytes)
        guard let interval = receipt.interval else { return writer.finish() }
        let place = interval.inInterval
        guard let index = Int64(exactly: place.index), let size = Int64(exactly: place.size),
            let sequence = Int64(exactly: interval.sequence), let chain = Int64(exactly: interval.chainID)
        else { return nil }
        for (field, number) in [
            (HI_NOTARY_ANSWER_INDEX, index), (HI_NOTARY_ANSWER_SIZE, size), (HI_NOTARY_ANSWER_SEQUENCE, sequence),
            (HI_NOTARY_ANSWER_CHAIN, chain),
        ] {
            writer.add(Int(field), integer: number)
        }
        writer.add(Int(HI_NOTARY_ANSWER_PATH), bytes: place.path.flatMap(\.bytes))
        for (field, word) in [
            (HI_NOTARY_ANSWER_ROOT, interval.anchor.root), (HI_NOTARY_ANSWER_STREAM, interval.anchor.stream),
            (HI_NOTARY_ANSWER_PREVIOUS_LINK, interval.anchor.previousLink), (HI_NOTARY_ANSWER_MANIFEST, interval.anchor.manifest),
        ] {
            writer.add(Int(field), bytes: word.bytes)
        }
        writer.add(Int(HI_NOTARY_ANSWER_CONTRACT), bytes: interval.contract.bytes)
        writer.add(Int(HI_NOTARY_ANSWER_NOTARY), bytes: interval.notary.bytes)
        guard let inclusion = interval.inclusion else { return writer.finish() }
        guard let block = Int64(exactly: inclusion.blockNumber) else { return nil }
        writer.add(Int(HI_NOTARY_ANSWER_TRANSACTION), bytes: inclusion.transaction.bytes)
        writer.add(Int(HI_NOTARY_ANSWER_BLOCK), integer: block)
        writer.add(Int(HI_NOTARY_ANSWER_BLOCK_HASH), bytes: inclusion.blockHash.bytes)
        return writer.finish()
    }

    private static func state(_ state: NotaryState) -> Int {
        switch state {
        case .waiting: Int(HI_NOTARY_WAITING)
        case .sealed: Int(HI_NOTARY_SEALED)
        case .sent: Int(HI_NOTARY_SENT)
        case .included: Int(HI_NOTARY_INCLUDED)
        case .safe: Int(HI_NOTARY_SAFE)
        case .finalized: Int(HI_NOTARY_FINALIZED)
        }
    }
}
