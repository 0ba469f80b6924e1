/// Which tenants' instances of a plugin share a worker.
package enum WorkerSharing: Sendable, Hashable, CustomStringConvertible {
    /// One worker for each tenant.
    case tenant
    /// One worker for all tenants.
    case plugin
    /// So many workers, among which the tenants are divided.
    case pool(Int)

    /// How many workers a pool may have.
    package static let poolSizes = 1...64

    /// As `tenants.yaml` spells it: `tenant`, `plugin` or a number.
    package init?(_ text: String) {
        switch text {
        case "tenant": self = .tenant
        case "plugin": self = .plugin
        default:
            guard let size = Int(text), Self.poolSizes.contains(size), String(size) == text else { return nil }
            self = .pool(size)
        }
    }

    package var description: String {
        switch self {
        case .tenant: "tenant"
        case .plugin: "plugin"
        case .pool(let size): "\(size)"
        }
    }
}
