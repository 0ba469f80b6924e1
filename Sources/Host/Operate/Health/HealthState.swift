import Synchronization

/// What the parts of the host last said about themselves. Any thread.
package final class HealthState: Sendable {
    private let state: Mutex<HealthReport>

    /// - Parameter expecting: parts that must report before the host is ready.
    package init(expecting: [String] = []) {
        let waiting = Dictionary(uniqueKeysWithValues: Set(expecting).map { ($0, ComponentHealth.down(reason: "is starting")) })
        state = Mutex(HealthReport(components: waiting, isStopping: false))
    }

    /// Records how a part is. Reasons are shown on `/health/ready`: no secret, no row, no address of a customer.
    package func set(_ component: String, _ health: ComponentHealth) {
        state.withLock { report in
            var components = report.components
            components[component] = health
            report = HealthReport(components: components, isStopping: report.isStopping)
        }
    }

    /// Forgets a part that need not be told of any more.
    package func clear(_ component: String) {
        state.withLock { report in
            var components = report.components
            components[component] = nil
            report = HealthReport(components: components, isStopping: report.isStopping)
        }
    }

    /// From now on the host is not ready: it drains.
    package func stop() {
        state.withLock { $0 = HealthReport(components: $0.components, isStopping: true) }
    }

    /// The reading now.
    package var report: HealthReport { state.withLock { $0 } }
}
