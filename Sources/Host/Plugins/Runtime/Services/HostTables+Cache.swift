import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let cache: UnsafePointer<hi_cache_1> = constant(
        hi_cache_1(
            size: UInt32(MemoryLayout<hi_cache_1>.size), reserved: 0,
            get: { startCache(.get, $0, $1, $2, $3, $4, $5, $6, $7) },
            put: { startCache(.put, $0, $1, $2, $3, $4, $5, $6, $7) },
            remove: { startCache(.remove, $0, $1, $2, $3, $4, $5, $6, $7) },
            release: { startCache(.release, $0, $1, $2, $3, $4, $5, $6, $7) },
            cancel: { host, operation in cancelOperation(host, operation) }))

    /// The function that a worker names by its place; nil for a place that none has.
    static func cacheFunction(_ place: Int32) -> MessageStart? {
        switch CacheFunction(frame: place) {
        case .get: cache.pointee.get
        case .put: cache.pointee.put
        case .remove: cache.pointee.remove
        case .release: cache.pointee.release
        case nil: nil
        }
    }

    private static func startCache(
        _ function: CacheFunction, _ host: OpaquePointer, _ call: hi_id, _ request: hi_bytes, _ deadlineNanos: UInt64,
        _ onResult: @escaping hi_on_result, _ context: UnsafeMutableRawPointer?, _ operation: UnsafeMutablePointer<hi_id>,
        _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status {
        answering(error) { () throws(PluginCallError) in
            guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
            guard let cache = instance.services.cache else { throw notGranted }
            operation.pointee = try cache.start(
                function, instance, call: call, request: request, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
        }
    }
}
