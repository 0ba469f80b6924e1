import PluginABI

/// Short TCP exchanges with many devices at once (connect, send, read to the end, close), only within the networks granted to the tenant.
public struct Devices: Sendable {
    let host: HostHandle

    /// Runs a round: one reply for each exchange, as they come.
    ///
    /// ```swift
    /// for try await reply in context.devices.exchange(round) { … }
    /// ```
    /// The host holds back while the loop lags behind, and the round is cancelled with the task or when the loop is left.
    /// Iterate it once. Throws `.denied` if devices were not granted, `.overQuota`, `.deadline`, `.cancelled`.
    public func exchange(_ round: DeviceRound) -> DeviceReplies { DeviceReplies(host: host, round: round) }
}

/// The replies of a round, as they come.
public struct DeviceReplies: AsyncSequence, Sendable {
    /// One reply.
    public typealias Element = DeviceReply

    let host: HostHandle
    let round: DeviceRound

    /// Starts the round at the first `next`.
    public func makeAsyncIterator() -> Iterator { Iterator(DeviceStream.Consumer(host: host, round: round)) }

    /// Gives replies one by one; batches are acknowledged to the host when their last reply was taken and the next is asked for.
    public struct Iterator: AsyncIteratorProtocol {
        private let consumer: DeviceStream.Consumer
        private var rows = Rows.empty
        private var columns: DeviceReply.Columns?
        private var position = 0

        init(_ consumer: DeviceStream.Consumer) { self.consumer = consumer }

        /// The next reply, or nil after the last.
        public mutating func next() async throws(PluginError) -> DeviceReply? {
            while position == rows.count {
                guard let batch = try await consumer.next(acknowledging: rows.count) else { return nil }
                let next = Rows(batch)
                (rows, position, columns) = (next, 0, try DeviceReply.Columns(next))
            }
            guard let columns else { return nil }
            defer { position += 1 }
            return try DeviceReply(row: rows[position], columns: columns)
        }
    }
}
