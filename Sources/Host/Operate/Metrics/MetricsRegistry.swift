import Synchronization

/// Every metric of the process, by name. Any thread.
package final class MetricsRegistry: Sendable {
    enum Family: Sendable {
        case counter(MetricFamily<Counter>)
        case gauge(MetricFamily<Gauge>)
        case histogram(MetricFamily<Histogram>)
    }

    struct State {
        var families: [String: Family] = [:]
        var collectors: [@Sendable () -> Void] = []
    }

    let state = Mutex(State())
    private let seriesLimit: Int

    /// - Parameter seriesLimit: how many combinations of label values one metric may have.
    package init(seriesLimit: Int = 2_000) { self.seriesLimit = seriesLimit }

    /// A counter; its name should end in `_total`. The same name and labels give the same family again.
    package func counter(_ name: String, help: String, labels: [String] = []) throws(MetricsError) -> MetricFamily<Counter> {
        let made = try register(name, labels) { limit in
            .counter(MetricFamily(name: name, help: help, labelNames: labels, seriesLimit: limit) { Counter() })
        }
        guard case .counter(let family) = made, family.labelNames == labels else { throw Self.conflict(name) }
        return family
    }

    /// A gauge. The same name and labels give the same family again.
    package func gauge(_ name: String, help: String, labels: [String] = []) throws(MetricsError) -> MetricFamily<Gauge> {
        let made = try register(name, labels) { limit in
            .gauge(MetricFamily(name: name, help: help, labelNames: labels, seriesLimit: limit) { Gauge() })
        }
        guard case .gauge(let family) = made, family.labelNames == labels else { throw Self.conflict(name) }
        return family
    }

    /// A histogram with these upper bounds, in the base unit that the name says (`_seconds`, `_bytes`).
    package func histogram(_ name: String, help: String, labels: [String] = [], bounds: [Double]) throws(MetricsError)
        -> MetricFamily<Histogram>
    {
        guard !bounds.isEmpty, bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw MetricsError(code: .invalidBuckets, message: "\(name): bounds must be finite and ascending, got \(bounds)")
        }
        let made = try register(name, labels) { limit in
            .histogram(MetricFamily(name: name, help: help, labelNames: labels, seriesLimit: limit) { Histogram(bounds: bounds) })
        }
        guard case .histogram(let family) = made, family.labelNames == labels else { throw Self.conflict(name) }
        return family
    }

    /// Runs before every scrape, to set gauges from what is the case now. Must be quick and must not block.
    package func onCollect(_ collect: @escaping @Sendable () -> Void) {
        state.withLock { $0.collectors.append(collect) }
    }

    private func register(_ name: String, _ labels: [String], _ make: (Int) -> Family) throws(MetricsError) -> Family {
        guard MetricName.isValid(name) else {
            throw MetricsError(code: .invalidName, message: "\(name) is not a metric name: expected [a-zA-Z_:][a-zA-Z0-9_:]*")
        }
        guard Set(labels).count == labels.count, labels.allSatisfy(MetricName.isValidLabel) else {
            throw MetricsError(
                code: .invalidLabel, message: "\(name): labels \(labels) must be distinct names, without a leading __ and not le")
        }
        return state.withLock { state in
            if let known = state.families[name] { return known }
            let made = make(seriesLimit)
            state.families[name] = made
            return made
        }
    }

    private static func conflict(_ name: String) -> MetricsError {
        MetricsError(code: .conflict, message: "\(name) is registered already, as another kind or with other labels")
    }
}
