import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let database: UnsafePointer<hi_db_1> = constant(
        hi_db_1(
            size: UInt32(MemoryLayout<hi_db_1>.size), reserved: 0,
            statement: { host, name, number, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let database = instance.services.database else { throw notGranted }
                    guard let name = text(name) else {
                        throw PluginCallError(.invalidArgument, "a statement's name is UTF-8 of at most 256 bytes")
                    }
                    number.pointee = try database.number(of: name)
                }
            },
            start: { host, call, batch, deadlineNanos, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let database = instance.services.database else { throw notGranted }
                    operation.pointee = try database.start(
                        instance, call: call, batch: batch, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
                }
            },
            ingest: { host, call, table, rows, deadlineNanos, onResult, context, operation, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let database = instance.services.database else { throw notGranted }
                    guard let table = text(table) else {
                        throw PluginCallError(.invalidArgument, "a table's name is UTF-8 of at most 256 bytes")
                    }
                    operation.pointee = try database.ingest(
                        instance, call: call, table: table, rows: rows, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
                }
            },
            cancel: { host, operation in cancelOperation(host, operation) }))

    /// Asks to end an operation; one of another instance is not found.
    static func cancelOperation(_ host: OpaquePointer, _ operation: hi_id) {
        guard let instance = PluginRuntime.shared.handles.instance(host) else { return }
        PluginRuntime.shared.table.peek(operation, owner: instance.operationOwner)?.cancel(operation)
    }
}
