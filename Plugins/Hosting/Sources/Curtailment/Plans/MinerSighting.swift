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
    /// Whether the power follows from rate and nameplate alone.
    var powerIsEstimated = false
    var hashrateTHs: Double?
    /// Whether people work on it now: nobody may switch it under their hands.
    var isInMaintenance = false
    /// Whether people set it offline: it is asked nothing any more, and another may answer at its address.
    var isOffline = false
}
