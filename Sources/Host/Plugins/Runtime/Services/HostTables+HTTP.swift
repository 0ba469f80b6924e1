import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let http: UnsafePointer<hi_http_1> = constant(
        hi_http_1(
            size: UInt32(MemoryLayout<hi_http_1>.size), reserved: 0,
            start: { host, call, request, deadlineNanos, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let http = instance.services.http else { throw notGranted }
                    operation.pointee = try http.start(
                        instance, call: call, request: request, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
                }
            },
            cancel: { host, operation in cancelOperation(host, operation) }))
}
