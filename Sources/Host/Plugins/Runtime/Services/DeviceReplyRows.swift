import HostEgress
import PostgresClient

/// Replies as the rows that `on_replies` takes. Pure.
enum DeviceReplyRows {
    private static let columns = [
        RowBatch.Column("key", .integer), RowBatch.Column("outcome", .integer), RowBatch.Column("reply", .bytes),
        RowBatch.Column("elapsed_us", .integer), RowBatch.Column("detail", .text),
    ]

    static func rows(_ replies: [DeviceReply]) -> RowBatch {
        var builder = RowBatch.Builder(columns, reservingRows: replies.count)
        for reply in replies {
            builder.append(integer: reply.key)
            builder.append(integer: Int64(reply.outcome.rawValue))
            builder.append(bytes: reply.reply)
            builder.append(integer: reply.elapsedMicroseconds)
            builder.append(text: reply.detail)
        }
        return builder.finish()
    }
}
