/// A reading of all parts at one time.
package struct HealthReport: Sendable, Equatable {
    /// The parts, by name.
    package let components: [String: ComponentHealth]
    /// Whether the host is shutting down.
    package let isStopping: Bool

    package init(components: [String: ComponentHealth], isStopping: Bool) {
        self.components = components
        self.isStopping = isStopping
    }

    /// Whether the host should get traffic.
    package var isReady: Bool { !isStopping && !components.values.contains { if case .down = $0 { true } else { false } } }

    /// Whether every part works without loss.
    package var isFine: Bool { !isStopping && components.values.allSatisfy { $0 == .up } }

    /// One sentence for every part that is not up, in the order of the names.
    package var reasons: [String] {
        let parts = components.sorted { $0.key < $1.key }.compactMap { name, health in health.reason.map { "\(name): \($0)" } }
        return isStopping ? ["the host is shutting down"] + parts : parts
    }
}
