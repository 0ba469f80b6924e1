/// Limits that hold for one instance.
package struct Quotas: Sendable, Hashable {
    /// Rows that one statement may return.
    package let rows: Int
    /// Bytes that one statement may return.
    package let bytes: Int
    package let statementsInFlight: Int
    /// Device connections open at once.
    package let deviceConnections: Int

    package static let standard = Quotas(rows: 10_000, bytes: 8_388_608, statementsInFlight: 32, deviceConnections: 2_048)

    package init(rows: Int, bytes: Int, statementsInFlight: Int, deviceConnections: Int) {
        self.rows = rows
        self.bytes = bytes
        self.statementsInFlight = statementsInFlight
        self.deviceConnections = deviceConnections
    }

    /// The smaller of each limit and the operator's of that name, as `quotas` in `tenants.yaml` spells it.
    package func limited(by operatorsLimits: [String: Int]) -> Quotas {
        func smaller(_ name: String, _ own: Int) -> Int { min(own, operatorsLimits[name] ?? own) }
        return Quotas(
            rows: smaller("rows", rows), bytes: smaller("bytes", bytes),
            statementsInFlight: smaller("statements_in_flight", statementsInFlight),
            deviceConnections: smaller("device_connections", deviceConnections))
    }
}
