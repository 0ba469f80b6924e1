import PluginKit

/// Who carries out orders to devices.
protocol DeviceCommanding: Sendable {
    /// Carries out all of them, many at a time, and gives a result for each, in the orders' own sequence.
    ///
    /// An order that fails is a result. Throws `PluginError` where nothing could be sent at all: devices not granted, cancelled, deadline.
    func carryOut(_ orders: [DeviceOrder]) async throws -> [DeviceOrderResult]
}
