/// The host services that one instance was granted. What is nil does not exist for the plugin.
package struct InstanceServices: Sendable {
    package var database: DatabaseService?
    package var devices: DeviceService?
    package var events: EventService?
    package var jobs: JobProgressService?
    package var log: LogService?
    package var metrics: MetricsService?
    package var hasClock = false

    package init() {}
}
