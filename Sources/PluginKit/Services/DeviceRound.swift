import PluginABI

/// A round of exchanges: one request to each of many devices, and how long to wait for them.
public struct DeviceRound: Sendable {
    /// When a reply ends.
    public enum ReplyEnd: Int64, Sendable, CaseIterable {
        /// When the device closes the connection.
        case close = 0
        /// At a NUL byte, or when the device closes.
        case nulByte = 1
        /// After one frame: four bytes of its length, the low one first, and as many more. The reply has all of them; a frame that is cut
        /// ends as `broken`, one that says that it is longer than `maximumReplyBytes` as `tooLarge`.
        case lengthPrefix = 2
    }

    /// From the first packet to a connection.
    public var connectTimeoutMillis = 2_000
    /// From the first packet to the end of the reply.
    public var timeoutMillis = 5_000
    /// A longer reply is cut and marked.
    public var maximumReplyBytes = 262_144
    /// Tries for each exchange that was refused, reset or not connected in time.
    public var attempts = 1
    /// When a reply ends.
    public var end = ReplyEnd.nulByte

    private var exchanges = RowsBuilder(("key", .integer), ("address", .text), ("port", .integer), ("request", .bytes))

    /// Makes an empty round.
    public init() {}

    /// How many exchanges there are.
    public var count: Int { exchanges.count }

    /// Adds an exchange. `key` comes back with the reply; `address` is an IPv4 or IPv6 address, not a name. Exchanges with one address and
    /// port run one after the other.
    public mutating func add(key: Int64, address: String, port: UInt16, request: [UInt8]) {
        do {
            try exchanges.append([.integer(key), .text(address), .integer(Int64(port)), .bytes(request)])
        } catch {
            preconditionFailure("four values of the columns' own types always fit: \(error)")
        }
    }

    func encode() throws(PluginError) -> [UInt8] {
        let rows = try exchanges.encode()
        var writer = MessageWriter(kind: 0, fieldCapacity: 6, dataBytes: rows.count)
        writer.rows(Int(HI_DEVICE_EXCHANGES), rows)
        writer.integer(Int(HI_DEVICE_CONNECT_TIMEOUT_MS), Int64(connectTimeoutMillis))
        writer.integer(Int(HI_DEVICE_TIMEOUT_MS), Int64(timeoutMillis))
        writer.integer(Int(HI_DEVICE_MAX_REPLY_BYTES), Int64(maximumReplyBytes))
        writer.integer(Int(HI_DEVICE_ATTEMPTS), Int64(attempts))
        writer.integer(Int(HI_DEVICE_END), end.rawValue)
        return try writer.finish()
    }
}
