import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let notary: UnsafePointer<hi_notary_1> = constant(
        hi_notary_1(
            size: UInt32(MemoryLayout<hi_notary_1>.size), reserved: 0,
            submit: { startNotary(.submit, $0, $1, $2, $3, $4, $5, $6, $7) },
            receipt: { startNotary(.receipt, $0, $1, $2, $3, $4, $5, $6, $7) },
            cancel: { host, operation in cancelOperation(host, operation) },
            pin: { startNotary(.pin, $0, $1, $2, $3, $4, $5, $6, $7) },
            pinned: { startNotary(.pinned, $0, $1, $2, $3, $4, $5, $6, $7) },
            unpin: { startNotary(.unpin, $0, $1, $2, $3, $4, $5, $6, $7) }))

    /// The function that a worker names by its place; nil for a place that none has.
    static func notaryFunction(_ place: Int32) -> MessageStart? {
        switch NotaryFunction(frame: place) {
        case .submit: notary.pointee.submit
        case .receipt: notary.pointee.receipt
        case .pin: notary.pointee.pin
        case .pinned: notary.pointee.pinned
        case .unpin: notary.pointee.unpin
        case nil: nil
        }
    }

    private static func startNotary(
        _ function: NotaryFunction, _ host: OpaquePointer, _ call: hi_id, _ request: hi_bytes, _ deadlineNanos: UInt64,
        _ onResult: @escaping hi_on_result, _ context: UnsafeMutableRawPointer?, _ operation: UnsafeMutablePointer<hi_id>,
        _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status {
        answering(error) { () throws(PluginCallError) in
            guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
            guard let notary = instance.services.notary else { throw notGranted }
            operation.pointee = try notary.start(
                function, instance, call: call, request: request, deadlineNanos: deadlineNanos, onResult: onResult, context: context)
        }
    }
}
