import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let devices: UnsafePointer<hi_device_1> = constant(
        hi_device_1(
            size: UInt32(MemoryLayout<hi_device_1>.size), reserved: 0,
            start: { host, call, round, deadlineNanos, onReplies, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let devices = instance.services.devices else { throw notGranted }
                    operation.pointee = try devices.start(
                        instance, call: call, round: round, deadlineNanos: deadlineNanos, onReplies: onReplies, onResult: onResult,
                        context: context)
                }
            },
            acknowledge: { host, operation, count in
                PluginRuntime.shared.handles.instance(host)?.services.devices?.acknowledge(operation, count)
            },
            cancel: { host, operation in cancelOperation(host, operation) }))
}
