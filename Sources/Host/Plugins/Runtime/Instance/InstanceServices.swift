/// The host services that one instance was granted. What is nil does not exist for the plugin.
package struct InstanceServices: Sendable {
    package var database: DatabaseService?
    package var devices: DeviceService?
    package var http: HTTPService?
    package var mail: MailService?
    package var cache: CacheService?
    package var notary: NotaryService?
    package var events: EventService?
    package var jobs: JobProgressService?
    package var log: LogService?
    package var metrics: MetricsService?
    package var secrets: SecretService?
    package var hasClock = false
    /// Nil where nothing is to follow from an instance that breaks the contract, as in a worker.
    var containment: ContainmentWatch?
    /// What the instance uses, and its limits.
    package let meter: UsageMeter
    let inlineClock = InlineClock()

    package init(meter: UsageMeter = UsageMeter()) { self.meter = meter }
}
