import PluginKit

/// What a rule says of one miner at one moment.
enum AlertVerdict: Sendable, Equatable {
    /// As the rule warns of. `since` where the miner's state tells it, else it began when it was first seen.
    case breached(value: Double?, since: Timestamp?)
    case clear
    /// It cannot be told now: what was, stays.
    case unknown
    /// Rules of this kind do not apply: it sleeps or is being worked on.
    case exempt
}
