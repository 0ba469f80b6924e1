import PluginABI

/// Series on /metrics, named `hashinsight_plugin_<plugin>_<name>` and labelled with the tenant by the host. Never waits and never fails; what
/// the host refuses (more names than the quota `metric_series`) is dropped.
public struct Metrics: Sendable {
    let host: HostHandle

    /// Adds to a counter; its name ends in `_total`.
    public func add(_ name: String, _ amount: Double = 1) { call(host.services.metrics?.add, name, amount) }

    /// Sets a gauge.
    public func set(_ name: String, _ value: Double) { call(host.services.metrics?.set, name, value) }

    private func call(_ function: (@convention(c) (OpaquePointer, hi_bytes, Double) -> hi_status)?, _ name: String, _ value: Double) {
        guard let function else { return }
        try? host.use { pointer in name.withABIBytes { _ = function(pointer, $0, value) } }
    }
}
