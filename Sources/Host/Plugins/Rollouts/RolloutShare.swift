import Crypto
package import HostTenancy

/// The part of the tenants that a new version goes to. Pure: the same tenants on every host, at every time.
package enum RolloutShare: Sendable, Hashable {
    /// Everybody.
    case all
    /// Of the families, a provider with its clients, from 0 to 100. A family moves together: a provider sees what its clients' instances
    /// wrote, so both should speak of it alike. More percent only ever adds families.
    case percent(Int)
    /// These tenants, by id. A provider takes its clients along; a client moves alone.
    case tenants(Set<String>)

    /// Whether a tenant runs the new version.
    ///
    /// - Parameter rollout: Number of the rollout.
    package func includes(_ tenant: Tenant, rollout: Int64) -> Bool {
        switch self {
        case .all: true
        case .percent(let percent): Self.place(ofProvider: tenant.key.providerNumber, rollout: rollout) < percent
        case .tenants(let ids): ids.contains(tenant.id) || tenant.parentId.map(ids.contains) == true
        }
    }

    /// Where a family stands in a rollout's order: 0 to 99.
    static func place(ofProvider number: UInt32, rollout: Int64) -> Int {
        let digest = SHA256.hash(data: Array("\(rollout)/\(number)".utf8))
        let start = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(start % 100)
    }
}

extension RolloutShare: CustomStringConvertible {
    package var description: String {
        switch self {
        case .all: "all tenants"
        case .percent(let percent): "\(percent) % of the tenants"
        case .tenants(let ids): ids.sorted().joined(separator: ", ")
        }
    }
}
