import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let mail: UnsafePointer<hi_mail_1> = constant(
        hi_mail_1(
            size: UInt32(MemoryLayout<hi_mail_1>.size), reserved: 0,
            send: { host, call, message, deadlineNanos, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let mail = instance.services.mail else { throw notGranted }
                    operation.pointee = try mail.send(
                        instance, call: call, message: message, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
                }
            },
            cancel: { host, operation in cancelOperation(host, operation) }))
}
