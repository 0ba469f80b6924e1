import PluginKit

/// A plan's miner as the collection last saw it.
struct MinerSighting: Sendable, Equatable {
    var address: String
    var port: UInt16
    var firmware: String?
    /// As in `ObservedState`; nil where it was never seen.
    var state: String?
    /// When it was last asked.
    var observedAt: Timestamp?
    /// When it last gave a reading; the figures are of that time.
    var seenAt: Timestamp?
    var powerWatts: Double?
    var hashrateTHs: Double?
}
