import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let secrets: UnsafePointer<hi_secrets_1> = constant(
        hi_secrets_1(
            size: UInt32(MemoryLayout<hi_secrets_1>.size), reserved: 0,
            read: { host, call, name, deadlineNanos, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let secrets = instance.services.secrets else { throw notGranted }
                    guard let name = text(name) else {
                        throw PluginCallError(.invalidArgument, "a secret's name is UTF-8 of at most 256 bytes")
                    }
                    operation.pointee = try secrets.read(
                        instance, call: call, name: name, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
                }
            },
            cancel: { host, operation in cancelOperation(host, operation) }))
}
