package import PluginABI

/// How a call across the contract ended: `hi_status` as a closed Swift type.
package enum PluginStatus: Int32, Sendable, CaseIterable {
    /// Not of the contract: the worker that the plugin's code ran in died. Nobody can send it.
    case crashed = -1
    case ok = 0
    case invalidArgument = 1
    case notFound = 2
    case denied = 3
    case unsupported = 4
    case deadline = 5
    case cancelled = 6
    case overQuota = 7
    case unavailable = 8
    case conflict = 9
    case stale = 10
    case `internal` = 11

    /// A status from the other side; a number that the contract does not know is a defect there.
    package init(_ status: hi_status) { self = status < 0 ? .internal : PluginStatus(rawValue: status) ?? .internal }
}
