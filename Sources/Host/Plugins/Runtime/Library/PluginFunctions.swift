import PluginABI

/// The functions of `hashinsight.plugin/1`, copied as far as both sides know them.
///
/// Calls go through the imported optional types, so that a change of the header does not compile unnoticed.
struct PluginFunctions: @unchecked Sendable {
    // Sendable: `interface` and the functions are constant for the life of the process, as plugin.h promises, and images are never unloaded.

    /// The table as `get` returned it; handed back to `create`.
    let interface: UnsafePointer<hi_plugin_1>
    private let known: hi_plugin_1

    /// - Throws: ``PluginRuntimeError`` naming the interface or function that is missing.
    init(path: String, get: EntryCheck.Get) throws(PluginRuntimeError) {
        guard let found = get("hashinsight.plugin/1") else {
            throw PluginRuntimeError(
                .interfaceMissing, "the library \(path) offers no hashinsight.plugin/1: get() gave null", field: "hashinsight.plugin/1")
        }
        let size = found.loadUnaligned(as: UInt32.self)
        guard size >= 8, size <= 1 << 20 else {
            throw PluginRuntimeError(
                .interfaceMismatch, "hashinsight.plugin/1 of \(path) has size = \(size), expected \(MemoryLayout<hi_plugin_1>.size)",
                field: "size")
        }
        var known = hi_plugin_1()
        withUnsafeMutableBytes(of: &known) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: found, count: min($0.count, Int(size))))
        }
        func missing(_ field: String) -> PluginRuntimeError {
            PluginRuntimeError(
                .interfaceMismatch, "hashinsight.plugin/1 of \(path) has \(field) = null, expected a function", field: field)
        }
        if known.create == nil { throw missing("create") }
        if known.destroy == nil { throw missing("destroy") }
        if known.start == nil { throw missing("start") }
        self.known = known
        interface = found.assumingMemoryBound(to: hi_plugin_1.self)
    }

    /// Whether calls can be ended early.
    var hasCancel: Bool { known.cancel != nil }

    func create(
        _ host: OpaquePointer, _ api: UnsafePointer<hi_host_api>, _ settings: hi_bytes,
        _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status { known.create!(interface, host, api, settings, instance, error) }

    func destroy(_ instance: UnsafeMutableRawPointer?) { known.destroy!(instance) }

    @inline(__always)
    func start(
        _ instance: UnsafeMutableRawPointer?, _ call: hi_id, _ message: hi_bytes, _ deadlineNanos: UInt64,
        _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status { known.start!(instance, call, message, deadlineNanos, error) }

    func cancel(_ instance: UnsafeMutableRawPointer?, _ call: hi_id) { known.cancel?(instance, call) }
}
