/// What all rounds together may use.
package struct DeviceLimits: Sendable {
    /// Connections open at once, of everybody.
    package var connections = 8_192
    /// Connections open at once, of one tenant.
    package var connectionsPerTenant = 2_048
    /// New connections of a round are held back while more replies than this wait to be acknowledged.
    package var unacknowledgedReplies = 1_024
    /// Most replies in one hand-over.
    package var repliesPerBatch = 64
    /// Longest that a reply waits for its batch to fill, in nanoseconds.
    package var batchDelayNanos: UInt64 = 4_000_000
    /// Pause after the kernel has run out of descriptors or local ports, in nanoseconds.
    package var exhaustionPauseNanos: UInt64 = 50_000_000
    /// How long one exchange waits for a local port before it ends as `unreachable`, in nanoseconds.
    package var portPatienceNanos: UInt64 = 10_000_000_000

    /// The defaults.
    package init() {}
}
