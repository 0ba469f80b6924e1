import Ethereum
import PluginKit

/// Writes records as JSON, for programs and pages.
struct RecordWriter: Sendable {
    let settings: BlockchainSettings

    /// One with all that is known of it.
    func write(_ record: RecordDetail, to json: inout JSONWriter) {
        json.field("id", String(record.id))
        json.field("kind", record.kind)
        json.field("record_id", record.recordID)
        json.field("body_sha256", record.bodyDigest?.hex)
        json.field("body_bytes", record.bodyBytes)
        json.field("created_at", record.createdAt)
        json.field("erased_at", record.erasedAt)
        json.field("place", record.place.map { Int64($0) })
        json.field("state", record.state)
        json.field("changed_at", record.interval?.changedAt)
        json.field("problem", record.interval?.problem)
        json.field("chain_id", record.interval?.chainID)
        place(record.interval?.transaction?.description, record.interval?.blockNumber, record.interval?.chainID, to: &json)
        record.pin.write(to: &json)
    }

    /// One of a list.
    func write(_ row: Row, to json: inout JSONWriter) throws {
        let state = RecordState.name(try row.text("state"))
        json.field("id", String(try row["id"] as Int64))
        json.field("kind", try row.text("kind"))
        json.field("record_id", try row.text("record_id"))
        json.field("body_sha256", try (row["body_sha256"] as [UInt8]?).map { Hex.encode($0, prefixed: false) })
        json.field("body_bytes", try row.integer("body_bytes"))
        json.field("created_at", try row.timestamp("created_at"))
        json.field("erased_at", try row.timestamp("erased_at"))
        json.field("state", state)
        json.field("chain_id", try row.integer("chain_id"))
        json.field("cid", try row.text("cid"))
        json.field("pin_state", try row.text("pin_state"))
        place(
            try (row["transaction"] as [UInt8]?).map { Hex.encode($0) }, try row.integer("block_number"), try row.integer("chain_id"),
            to: &json)
    }

    private func place(_ transaction: String?, _ block: Int64?, _ chain: Int64?, to json: inout JSONWriter) {
        json.field("block_number", block)
        var blockPage: String?
        if let block, let chain { blockPage = settings.blockPage(block, chain: chain) }
        json.field("block_url", blockPage)
        json.field("transaction", transaction)
        var page: String?
        if let transaction, let chain { page = settings.transactionPage(transaction, chain: chain) }
        json.field("transaction_url", page)
    }
}
