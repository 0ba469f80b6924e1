/// What a fleet has done since its start.
package struct MinerSimulatorCounters: Sendable, Equatable {
    /// Connections accepted.
    package internal(set) var accepted = 0
    /// Replies sent whole.
    package internal(set) var replied = 0
    /// Bytes sent.
    package internal(set) var sentBytes = 0
    /// Connections open now.
    package internal(set) var open = 0

    static func + (left: MinerSimulatorCounters, right: MinerSimulatorCounters) -> MinerSimulatorCounters {
        MinerSimulatorCounters(
            accepted: left.accepted + right.accepted, replied: left.replied + right.replied, sentBytes: left.sentBytes + right.sentBytes,
            open: left.open + right.open)
    }
}
