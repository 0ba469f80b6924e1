import PluginKit

/// As an operation's row keeps it, and as a device is told.
extension BulkAction {
    /// The arguments of the row.
    var arguments: Value {
        Value.json { json in json.object { write(to: &$0) } }
    }

    private func write(to json: inout JSONWriter) {
        switch self {
        case .setStatus(let status): json.field("status", status)
        case .setSite(let site): json.field("site_id", site.map(String.init))
        case .setPools(let pools):
            json.array("pools") { json in
                for pool in pools {
                    json.object { json in
                        json.field("url", pool.url)
                        json.field("user", pool.user)
                        json.field("password", pool.password)
                    }
                }
            }
        case .limitPower(let watts): json.field("power_limit_watts", watts)
        case .restart, .sleep, .wake: break
        }
    }

    /// What a device is told, from an action's name and what the row wants. Pools that are taken back are all told: a firmware with fewer places
    /// says no, and none is lost in silence.
    ///
    /// - Parameter password: Of pools that do not say one: a device does not tell the password that it had.
    /// - Returns: nil if the row wants what no device can be told.
    static func deviceAction(_ name: String, wanted: JSONValue, password: String) -> DeviceAction? {
        switch name {
        case "restart": return .restart
        case "sleep": return .sleep
        case "wake": return .wake
        case "limit_power": return wanted["power_limit_watts"]?.integer.map { .limitPower(watts: Int(clamping: $0)) }
        case "set_pools":
            let pools = (wanted["pools"]?.array ?? []).compactMap { pool -> DevicePool? in
                // What was ordered before fees were left out may still be taken back.
                guard let url = pool["url"]?.string, let user = pool["user"]?.string, !url.isEmpty, !PoolReading.isDeveloperFee(url) else {
                    return nil
                }
                return DevicePool(url: url, user: user, password: pool["password"]?.string ?? password)
            }
            return pools.isEmpty ? nil : .setPools(pools)
        default: return nil
        }
    }

    /// The same for one miner: the placeholders in the users of pools are filled.
    static func deviceAction(
        _ name: String, wanted: JSONValue, password: String, serialNumber: String, address: String, id: Int64
    ) -> DeviceAction? {
        let action = deviceAction(name, wanted: wanted, password: password)
        guard case .setPools(let pools) = action else { return action }
        return .setPools(
            pools.map { pool in
                let user = WorkerName.filled(pool.user, serialNumber: serialNumber, address: address, id: id)
                return DevicePool(url: pool.url, user: user, password: pool.password)
            })
    }
}
