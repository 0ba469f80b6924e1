package import HostTenancy

/// Limits that hold for one instance. A value.
package struct Quotas: Sendable, Hashable {
    private var limits: [Quota: Int]

    package static let standard = Quotas([:])

    /// - Parameter limits: Those that differ from the standard ones.
    package init(_ limits: [Quota: Int]) { self.limits = limits.filter { $0.value != $0.key.standard } }

    /// The limit of a quota: as given, or the standard one.
    package subscript(quota: Quota) -> Int { limits[quota] ?? quota.standard }

    /// With the operator's limits in place of these, as `quotas` in `tenants.yaml` spells them; names that are unknown change nothing.
    package func limited(by operatorsLimits: [String: Int]) -> Quotas {
        var limits = limits
        for (name, limit) in operatorsLimits { if let quota = Quota(rawValue: name) { limits[quota] = limit } }
        return Quotas(limits)
    }

    /// With no more job slots than the tenant has.
    package func within(slots: Int) -> Quotas { self[.jobSlots] <= slots ? self : limited(by: [Quota.jobSlots.rawValue: slots]) }

    /// Rows a call.
    package var rows: Int { self[.rows] }
    /// Bytes a call.
    package var bytes: Int { self[.bytes] }
    /// Statements under way at once.
    package var statementsInFlight: Int { self[.statementsInFlight] }
    /// Connections to devices open at once.
    package var deviceConnections: Int { self[.deviceConnections] }
    /// Slots of the tenant that its runs may have at once.
    package var jobSlots: Int { self[.jobSlots] }
    /// What a worker may use.
    package var memoryBytes: Int { self[.memoryBytes] }
}
