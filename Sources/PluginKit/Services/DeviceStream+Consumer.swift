extension DeviceStream {
    /// The loop's end of a stream: starts the round when first asked, and cancels it when it is dropped.
    // `round` is touched only by `next`, which one iterator calls, one call after the other: an iterator is not Sendable. So @unchecked holds.
    final class Consumer: @unchecked Sendable {
        private let stream: DeviceStream
        private var round: DeviceRound?

        init(host: HostHandle, round: DeviceRound) {
            stream = DeviceStream(host: host)
            self.round = round
        }

        deinit { stream.cancel() }

        /// The next batch, or nil after the last; `count` replies of the one before are dealt with.
        func next(acknowledging count: Int) async throws(PluginError) -> RowBatch? {
            if let round {
                self.round = nil
                guard round.count > 0 else { return nil }
                let (call, deadlineNanos) = Database.currentCall
                try stream.start(try round.encode(), call: call, deadlineNanos: deadlineNanos)
            }
            if count > 0 { stream.acknowledge(count) }
            return try await stream.next().get()
        }
    }
}
