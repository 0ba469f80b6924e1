/// How one exchange with a device ended.
public struct DeviceReply: Sendable {
    /// The outcomes.
    public enum Outcome: Int64, Sendable {
        /// A whole reply came.
        case replied = 0
        /// Connection refused, or reset before a byte came.
        case refused = 1
        /// No route, or no connection in time.
        case unreachable = 2
        /// Connected, but the reply did not end in time; what came is in `bytes`.
        case timedOut = 3
        /// The reply passed the size limit; its beginning is in `bytes`.
        case tooLarge = 4
        /// The connection broke after some bytes; they are in `bytes`.
        case broken = 5
        /// The address lies outside the networks granted to this tenant.
        case notGranted = 6
        /// The round was ended before this exchange was.
        case cancelled = 7
    }

    /// The exchange's key.
    public let key: Int64
    /// How it ended.
    public let outcome: Outcome
    /// What the device sent; it keeps the whole batch of replies alive, so copy what is kept long.
    public let bytes: ArraySlice<UInt8>
    /// From the first packet to the end.
    public let elapsedMicros: Int64
    /// The cause of a failure, for people; empty if there is nothing to say.
    public let detail: String

    init(row: Row, columns: Columns) throws(PluginError) {
        key = try row[columns.key]
        let number: Int64 = try row[columns.outcome]
        // An outcome that a newer host knows and this build does not is a failure of the exchange all the same.
        outcome = Outcome(rawValue: number) ?? .broken
        bytes = try row.cell(columns.reply).bytes ?? []
        elapsedMicros = try row[columns.elapsed]
        let text: String? = try row[columns.detail]
        detail = text ?? ""
    }

    /// Positions of the columns in a batch of replies.
    struct Columns {
        var key: Int
        var outcome: Int
        var reply: Int
        var elapsed: Int
        var detail: Int

        init(_ rows: Rows) throws(PluginError) {
            key = try rows.column("key")
            outcome = try rows.column("outcome")
            reply = try rows.column("reply")
            elapsed = try rows.column("elapsed_us")
            detail = try rows.column("detail")
        }
    }
}
