import PluginABI

/// The tables of functions that the host offers to plugins: constant, made once, never freed.
///
/// Every function begins by looking its handle up; one that is dead finds nothing. Nothing traps on what a plugin passes.
enum HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let api: UnsafePointer<hi_host_api> = constant(
        hi_host_api(size: UInt32(MemoryLayout<hi_host_api>.size), reserved: 0, service: service, complete: complete))

    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let clock: UnsafePointer<hi_clock_1> = constant(
        hi_clock_1(
            size: UInt32(MemoryLayout<hi_clock_1>.size), reserved: 0, unix_micros: { _ in unixMicros() },
            monotonic_nanos: { _ in monotonicNanos() }))

    // The pointers above are unsafe only for the compiler: what they point to is written before they are published and never again.

    static func constant<Table>(_ table: Table) -> UnsafePointer<Table> {
        let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        memory.initialize(to: table)
        return UnsafePointer(memory)
    }

    /// The bytes of a span of the contract; nil if it says it has bytes and has none.
    static func bytes(_ span: hi_bytes, maximum: Int) -> UnsafeRawBufferPointer? {
        guard span.count <= maximum, span.data != nil || span.count == 0 else { return nil }
        return UnsafeRawBufferPointer(start: span.data, count: span.count)
    }

    /// A short text of the contract, such as a name; nil if it is not UTF-8.
    static func text(_ span: hi_bytes, maximum: Int = 256) -> String? {
        bytes(span, maximum: maximum).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Runs a service's function: its error goes where the plugin wants it.
    static func answering(
        _ error: UnsafeMutablePointer<hi_error>, _ body: () throws(PluginCallError) -> Void
    ) -> hi_status {
        do throws(PluginCallError) {
            try body()
            return PluginStatus.ok.rawValue
        } catch let failure {
            failure.write(to: error)
            return failure.status.rawValue
        }
    }

    /// A function of a service that takes a message and starts an operation.
    typealias MessageStart =
        @convention(c) (
            OpaquePointer, hi_id, hi_bytes, UInt64, @escaping hi_on_result, UnsafeMutableRawPointer?, UnsafeMutablePointer<hi_id>,
            UnsafeMutablePointer<hi_error>
        ) -> hi_status

    static let dead = PluginCallError(.stale, "the instance of this handle has ended")
    static let notGranted = PluginCallError(.denied, "the service was not granted")

    private static let service: @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> UnsafeRawPointer? = { host, id in
        guard let services = PluginRuntime.shared.handles.instance(host)?.services else { return nil }
        switch String(cString: id) {
        case "hashinsight.db/1": return services.database == nil ? nil : UnsafeRawPointer(database)
        case "hashinsight.device/1": return services.devices == nil ? nil : UnsafeRawPointer(devices)
        case "hashinsight.http/1": return services.http == nil ? nil : UnsafeRawPointer(http)
        case "hashinsight.mail/1": return services.mail == nil ? nil : UnsafeRawPointer(mail)
        case "hashinsight.cache/1": return services.cache == nil ? nil : UnsafeRawPointer(cache)
        case "hashinsight.notary/1": return services.notary == nil ? nil : UnsafeRawPointer(notary)
        case "hashinsight.events/1": return services.events == nil ? nil : UnsafeRawPointer(events)
        case "hashinsight.jobs/1": return services.jobs == nil ? nil : UnsafeRawPointer(jobs)
        case "hashinsight.secrets/1": return services.secrets == nil ? nil : UnsafeRawPointer(secrets)
        case "hashinsight.log/1": return services.log == nil ? nil : UnsafeRawPointer(log)
        case "hashinsight.metrics/1": return services.metrics == nil ? nil : UnsafeRawPointer(metrics)
        case "hashinsight.clock/1": return services.hasClock ? UnsafeRawPointer(clock) : nil
        default: return nil
        }
    }

    private static let complete: @convention(c) (OpaquePointer, hi_id, hi_status, hi_bytes, UnsafePointer<hi_error>?) -> hi_status = {
        host, id, status, answer, error in
        let owner = UInt64(UInt(bitPattern: host))
        if let told = CallLane.complete(id, owner: owner, status, answer, error) { return told }
        // What is marked as an operation's is the host's to end, and no handle that a plugin was given.
        let claim = owner % HandleTable.step == 0 ? PluginRuntime.shared.table.claim(id, owner: owner) : .stale
        switch claim {
        case .open(let entry): return entry.complete(id, isLate: false, status, answer, error)
        case .late(let entry): return entry.complete(id, isLate: true, status, answer, error)
        case .stale:
            if let instance = PluginRuntime.shared.handles.instance(owner - owner % HandleTable.step) {
                instance.plugin.counters.staleCompletions.add(1, ordering: .relaxed)
                instance.services.containment?.completedStale()
            }
            return PluginStatus.stale.rawValue
        }
    }
}
