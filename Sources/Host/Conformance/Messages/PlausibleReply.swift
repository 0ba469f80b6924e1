import HostPlugins
import PluginABI

/// What a database and devices could answer: results of the declared statements' shapes, rows written, and replies of miners.
enum PlausibleReply {
    /// - Parameter nulls: Whether some values of results are missing; a plugin that refuses a row for that gets no further.
    static func make(
        _ operation: StartedOperation, _ shapes: [StatementShape], rows: Int = 3, nulls: Bool = true, seed: UInt64
    ) -> OperationReply {
        var reply = OperationReply()
        var random = SeededRandom(seed ^ operation.id)
        switch operation.kind {
        case .statements:
            let results = statements(operation.message).map { number in
                shapes.indices.contains(number) ? shapes[number].rows(rows, nulls: nulls, random: &random) : RawRows(rowCount: 0).finish()
            }
            reply.result = StatementShape.result(results, affected: Int64(rows))
        case .ingest:
            var message = RawMessage(kind: 0)
            message.integer(Int(HI_DB_AFFECTED), operation.message.withUnsafeBytes { Int64((try? RowsReader($0))?.rowCount ?? 0) })
            reply.result = message.finish()
        case .devices:
            reply.result = RawMessage(kind: 0).finish()
            let keys = keys(operation.message)
            let texts = keys.map { _ in Array(#"{"STATUS":[{"STATUS":"S","Msg":"ok"}],"SUMMARY":[{"GHS 5s":"1.5"}],"id":1}"#.utf8) + [0] }
            if !keys.isEmpty { reply.batches = [replies(keys, texts)] }
        case .http: reply.result = httpAnswer(operation.message)
        case .mail: reply.result = mailAnswer(operation.message)
        case .cache:
            // Nothing is there, and the plugin is to make it.
            var message = RawMessage(kind: 0)
            message.integer(Int(HI_CACHE_ANSWER_STATE), Int64(HI_CACHE_MISSING))
            message.integer(Int(HI_CACHE_ANSWER_LEASE), Int64(operation.id))
            reply.result = message.finish()
        case .notary: reply.result = notaryAnswer()
        case .pin: reply.result = pinAnswer()
        case .secret:
            var message = RawMessage(kind: 0)
            message.bytes(Int(HI_SECRET_VALUE), Array("a secret of the conformance kit".utf8))
            message.integer(Int(HI_SECRET_SCOPE), 2)
            reply.result = message.finish()
        }
        return reply
    }

    /// An answer of a host outside as http.h has it: a small JSON object.
    static func httpAnswer(_ request: [UInt8]) -> [UInt8] {
        let url = request.withUnsafeBytes { bytes in (try? MessageReader(bytes))?.first(Int(HI_HTTP_URL))?.text } ?? ""
        var message = RawMessage(kind: 0)
        message.integer(Int(HI_HTTP_ANSWER_STATUS), 200)
        for text in ["content-type", "application/json"] { message.text(Int(HI_HTTP_ANSWER_HEADER), text) }
        message.bytes(Int(HI_HTTP_ANSWER_BODY), Array(#"{"id":1,"name":"a","value":1.5,"items":[]}"#.utf8))
        message.text(Int(HI_HTTP_ANSWER_URL), url)
        message.integer(Int(HI_HTTP_ANSWER_HOPS), 0)
        message.integer(Int(HI_HTTP_ANSWER_ELAPSED_US), 1_000)
        return message.finish()
    }

    /// An answer of the notary as notary.h has it, to either function: a leaf alone in its interval, which is in a block.
    static func notaryAnswer() -> [UInt8] {
        var message = RawMessage(kind: 0)
        message.integer(Int(HI_NOTARY_ANSWER_STATE), Int64(HI_NOTARY_INCLUDED))
        for (id, value) in [
            (HI_NOTARY_ANSWER_INDEX, 0), (HI_NOTARY_ANSWER_SIZE, 1), (HI_NOTARY_ANSWER_SEQUENCE, 1), (HI_NOTARY_ANSWER_CHAIN, 31_337),
            (HI_NOTARY_ANSWER_BLOCK, 41),
        ] as [(Int, Int64)] {
            message.integer(id, value)
        }
        for (id, count) in [
            (HI_NOTARY_ANSWER_LEAF, 32), (HI_NOTARY_ANSWER_PATH, 0), (HI_NOTARY_ANSWER_ROOT, 32), (HI_NOTARY_ANSWER_STREAM, 32),
            (HI_NOTARY_ANSWER_PREVIOUS_LINK, 32), (HI_NOTARY_ANSWER_MANIFEST, 32), (HI_NOTARY_ANSWER_CONTRACT, 20),
            (HI_NOTARY_ANSWER_NOTARY, 20), (HI_NOTARY_ANSWER_TRANSACTION, 32), (HI_NOTARY_ANSWER_BLOCK_HASH, 32),
        ] {
            message.bytes(Int(id), [UInt8](repeating: UInt8(id), count: count))
        }
        return message.finish()
    }

    /// Where a pin stands as notary.h has it: a provider has it.
    static func pinAnswer() -> [UInt8] {
        var message = RawMessage(kind: 0)
        message.integer(Int(HI_PIN_ANSWER_STATE), Int64(HI_PIN_PINNED))
        message.text(Int(HI_PIN_ANSWER_CID), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
        message.text(Int(HI_PIN_ANSWER_PROVIDER), "folder")
        message.integer(Int(HI_PIN_ANSWER_PROVIDER_STATE), Int64(HI_PIN_PINNED))
        message.text(Int(HI_PIN_ANSWER_PROBLEM), "")
        return message.finish()
    }

    /// An answer to a mail as mail.h has it: all recipients were taken.
    static func mailAnswer(_ mail: [UInt8]) -> [UInt8] {
        var message = RawMessage(kind: 0)
        let recipients = mail.withUnsafeBytes { bytes -> [String] in
            guard let reader = try? MessageReader(bytes) else { return [] }
            return (0..<reader.count).compactMap { index in
                (Int(HI_MAIL_TO)...Int(HI_MAIL_BCC)).contains(Int(reader[index].id)) ? reader[index].text : nil
            }
        }
        for recipient in recipients { message.text(Int(HI_MAIL_ANSWER_ACCEPTED), recipient) }
        message.text(Int(HI_MAIL_ANSWER_MESSAGE_ID), "conformance@example.org")
        message.text(Int(HI_MAIL_ANSWER_REPLY), "250 2.0.0 taken")
        message.integer(Int(HI_MAIL_ANSWER_ELAPSED_US), 1_000)
        return message.finish()
    }

    /// Replies of devices as device.h has them.
    static func replies(_ keys: [Int64], _ texts: [[UInt8]], outcome: Int64 = 0) -> [UInt8] {
        var rows = RawRows(rowCount: keys.count)
        rows.add("key", .integers(keys))
        rows.add("outcome", .integers(keys.map { _ in outcome }))
        rows.add("reply", .runs(texts, type: Int(HI_COLUMN_BYTES)))
        rows.add("elapsed_us", .integers(keys.map { _ in 1_000 }))
        rows.add("detail", .texts(keys.map { _ in "" }))
        return rows.finish()
    }

    /// The numbers of a batch's statements.
    static func statements(_ batch: [UInt8]) -> [Int] {
        batch.withUnsafeBytes { bytes in
            guard let reader = try? MessageReader(bytes) else { return [] }
            return (0..<reader.count).compactMap {
                reader[$0].id == UInt16(HI_DB_STATEMENT) ? reader[$0].integer.map { Int(clamping: $0) } : nil
            }
        }
    }

    /// The keys of a round's exchanges.
    static func keys(_ round: [UInt8]) -> [Int64] {
        round.withUnsafeBytes { bytes in
            guard let reader = try? MessageReader(bytes), let field = reader.first(Int(HI_DEVICE_EXCHANGES)),
                let rows = try? RowsReader(field.bytes), let keys = rows.column("key"), keys.kind == .integer
            else { return [] }
            return (0..<rows.rowCount).map { keys.integer($0) }
        }
    }
}
