import PluginKit

/// What is done with many miners at once. Pure.
enum BulkAction: Sendable, Equatable {
    case setStatus(String)
    /// nil takes the miners out of their sites.
    case setSite(Int64?)
    case restart
    case sleep
    case wake
    /// Users have the placeholders of `WorkerName`.
    case setPools([DevicePool])
    case limitPower(watts: Int64)

    static let names = ["set_status", "set_site", "restart", "sleep", "wake", "set_pools", "limit_power"]
    static let wattsRange: ClosedRange<Int64> = 100...100_000
    static let mostPools = 3
    private static let longestUser = 200

    /// The word of the API and the database.
    var name: String {
        switch self {
        case .setStatus: "set_status"
        case .setSite: "set_site"
        case .restart: "restart"
        case .sleep: "sleep"
        case .wake: "wake"
        case .setPools: "set_pools"
        case .limitPower: "limit_power"
        }
    }

    /// Whether only rows of the database change: no device is asked.
    static func isRecord(_ name: String) -> Bool { name == "set_status" || name == "set_site" }

    /// The action that takes one back; nil where nothing does: what a device drew or did before a limit or a restart is not known.
    static func undoing(_ name: String) -> String? {
        switch name {
        case "set_status", "set_site", "set_pools": name
        case "sleep": "wake"
        case "wake": "sleep"
        default: nil
        }
    }

    /// Reads `action` and what it needs from a request's fields. Throws `.invalidArgument` that names the field.
    init(_ fields: BodyFields) throws(PluginError) {
        switch try fields.text("action", 1...40) ?? "" {
        case "set_status":
            guard let status = try MinerQuery.choice("status", MinerQuery.statuses, try fields.text("status", 1...20)) else {
                throw PluginError(.invalidArgument, "status: missing; expected one of \(MinerQuery.statuses.joined(separator: ", ")).")
            }
            self = .setStatus(status)
        case "set_site": self = .setSite(try BulkAction.site(fields))
        case "restart": self = .restart
        case "sleep": self = .sleep
        case "wake": self = .wake
        case "set_pools": self = .setPools(try BulkAction.pools(fields["pools"]))
        case "limit_power":
            guard let watts = try fields.integer("power_limit_watts", BulkAction.wattsRange) else {
                throw PluginError(.invalidArgument, "power_limit_watts: missing.")
            }
            self = .limitPower(watts: watts)
        default: throw PluginError(.invalidArgument, "action: expected one of \(BulkAction.names.joined(separator: ", ")).")
        }
    }

    private static func site(_ fields: BodyFields) throws(PluginError) -> Int64? {
        guard let site = fields["site_id"] else {
            throw PluginError(.invalidArgument, "site_id: missing; expected the id of a site, or null for none.")
        }
        if site == .null { return nil }
        guard let number = site.integer ?? site.string.flatMap(Int64.init), number > 0 else {
            throw PluginError(.invalidArgument, "site_id: expected the id of a site, or null for none.")
        }
        return number
    }

    private static func pools(_ given: JSONValue?) throws(PluginError) -> [DevicePool] {
        guard let list = given?.array, (1...mostPools).contains(list.count) else {
            throw PluginError(.invalidArgument, "pools: expected 1 to \(mostPools) pools with url and user.")
        }
        var pools: [DevicePool] = []
        for json in list {
            let fields = try BodyFields(json, of: "pool", known: ["url", "user", "password"])
            guard let url = try fields.text("url", 1...200), isPool(url) else {
                throw PluginError(.invalidArgument, "pools: expected an address such as stratum+tcp://pool.example.org:3333.")
            }
            guard let user = try fields.text("user", 1...longestUser), isPlain(user) else {
                throw PluginError(.invalidArgument, "pools: expected a user, without spaces, for \(url).")
            }
            if let unknown = WorkerName.unknown(in: user) {
                throw PluginError(
                    .invalidArgument, "pools: expected as placeholders of a user \(WorkerName.placeholders), found \(unknown).")
            }
            guard WorkerName.mostCharacters(user) <= longestUser else {
                throw PluginError(
                    .invalidArgument, "pools: expected a user of at most \(longestUser) characters when its placeholders are filled.")
            }
            pools.append(DevicePool(url: url, user: user, password: try fields.text("password", 0...100) ?? "x"))
        }
        return pools
    }

    /// A scheme, a host and a port.
    private static func isPool(_ url: String) -> Bool {
        guard isPlain(url), let scheme = url.firstRange(of: "://"), url[..<scheme.lowerBound].hasPrefix("stratum") else { return false }
        let rest = url[scheme.upperBound...]
        guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex else { return false }
        return UInt16(rest[rest.index(after: colon)...].prefix { $0 != "/" }).map { $0 > 0 } ?? false
    }

    private static func isPlain(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F } }
}
