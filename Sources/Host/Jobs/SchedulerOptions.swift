/// How one host takes part.
package struct SchedulerOptions: Sendable {
    /// Slots that this host works at once, over all tenants.
    package var maximumSlots = 64
    /// A host that is silent for so long is dead. It stops its own work at three quarters of it.
    package var leaseMilliseconds = 15_000
    package var rescueEvery: Duration = .seconds(3)
    /// Time for runs to end when the host stops.
    package var stopWithin: Duration = .seconds(10)
    package var historyDays = 30
    /// For people, in the list of hosts.
    package var hostName = "host"

    package init() {}
}
