/// How much one instance may use at once.
package struct PluginQuotas: Sendable, Hashable {
    /// Rows and bytes of one statement's result.
    package var rows: Int
    package var bytes: Int
    /// Batches and bulk writes under way at once.
    package var statementsInFlight: Int
    /// Device connections of one round at once.
    package var deviceConnections: Int

    package init(rows: Int = 10_000, bytes: Int = 8_388_608, statementsInFlight: Int = 32, deviceConnections: Int = 2_048) {
        self.rows = rows
        self.bytes = bytes
        self.statementsInFlight = statementsInFlight
        self.deviceConnections = deviceConnections
    }
}
