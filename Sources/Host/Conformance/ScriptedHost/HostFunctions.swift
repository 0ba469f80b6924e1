import HostPlugins
import PluginABI

/// The functions that the plugin calls: each finds its host by the handle and does what that host's script says.
enum HostFunctions {
    static let api = hi_host_api(
        size: UInt32(MemoryLayout<hi_host_api>.size), reserved: 0,
        service: { handle, id in HostRegistry.host(handle, calling: "service")?.table(String(cString: id)) },
        complete: { handle, call, status, answer, error in
            HostRegistry.host(handle, calling: "complete")?.complete(call, status, answer, error) ?? Int32(HI_STALE)
        })

    static let database = hi_db_1(
        size: UInt32(MemoryLayout<hi_db_1>.size), reserved: 0,
        statement: { handle, name, number, error in
            guard let host = HostRegistry.host(handle, calling: "db.statement") else { return Int32(HI_NOT_FOUND) }
            guard let found = host.statements.firstIndex(of: String(decoding: name.buffer, as: UTF8.self)) else {
                error.fill(Int32(HI_NOT_FOUND), "there is no such statement")
                return Int32(HI_NOT_FOUND)
            }
            number.pointee = UInt32(found)
            return Int32(HI_OK)
        },
        start: { begin(.statements, "db.start", $0, $1, $2, $3, $4, $5, $6, $7) },
        ingest: { handle, call, _, rows, deadline, onResult, context, operation, error in
            guard let host = HostRegistry.host(handle, calling: "db.ingest") else { return Int32(HI_UNAVAILABLE) }
            return host.begin(.ingest, call, rows, deadline, onResult, nil, context, operation, error)
        },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "db.cancel")?.cancel(operation: operation) })

    static let devices = hi_device_1(
        size: UInt32(MemoryLayout<hi_device_1>.size), reserved: 0,
        start: { handle, call, round, deadline, onReplies, onResult, context, operation, error in
            guard let host = HostRegistry.host(handle, calling: "device.start") else { return Int32(HI_UNAVAILABLE) }
            return host.begin(.devices, call, round, deadline, onResult, onReplies, context, operation, error)
        },
        acknowledge: { handle, _, _ in _ = HostRegistry.host(handle, calling: "device.acknowledge") },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "device.cancel")?.cancel(operation: operation) })

    static let http = hi_http_1(
        size: UInt32(MemoryLayout<hi_http_1>.size), reserved: 0,
        start: { begin(.http, "http.start", $0, $1, $2, $3, $4, $5, $6, $7) },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "http.cancel")?.cancel(operation: operation) })

    static let mail = hi_mail_1(
        size: UInt32(MemoryLayout<hi_mail_1>.size), reserved: 0,
        send: { begin(.mail, "mail.send", $0, $1, $2, $3, $4, $5, $6, $7) },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "mail.cancel")?.cancel(operation: operation) })

    static let cache = hi_cache_1(
        size: UInt32(MemoryLayout<hi_cache_1>.size), reserved: 0,
        get: { begin(.cache, "cache.get", $0, $1, $2, $3, $4, $5, $6, $7) },
        put: { begin(.cache, "cache.put", $0, $1, $2, $3, $4, $5, $6, $7) },
        remove: { begin(.cache, "cache.remove", $0, $1, $2, $3, $4, $5, $6, $7) },
        release: { begin(.cache, "cache.release", $0, $1, $2, $3, $4, $5, $6, $7) },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "cache.cancel")?.cancel(operation: operation) })

    static let notary = hi_notary_1(
        size: UInt32(MemoryLayout<hi_notary_1>.size), reserved: 0,
        submit: { begin(.notary, "notary.submit", $0, $1, $2, $3, $4, $5, $6, $7) },
        receipt: { begin(.notary, "notary.receipt", $0, $1, $2, $3, $4, $5, $6, $7) },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "notary.cancel")?.cancel(operation: operation) },
        pin: { begin(.pin, "notary.pin", $0, $1, $2, $3, $4, $5, $6, $7) },
        pinned: { begin(.pin, "notary.pinned", $0, $1, $2, $3, $4, $5, $6, $7) },
        unpin: { begin(.notary, "notary.unpin", $0, $1, $2, $3, $4, $5, $6, $7) })

    static let events = hi_events_1(
        size: UInt32(MemoryLayout<hi_events_1>.size), reserved: 0,
        publish: { handle, _, payload, error in
            guard HostRegistry.host(handle, calling: "events.publish") != nil else { return Int32(HI_DENIED) }
            guard payload.count <= 4_096 else {
                error.fill(Int32(HI_INVALID_ARGUMENT), "the payload is too long")
                return Int32(HI_INVALID_ARGUMENT)
            }
            return Int32(HI_OK)
        })

    static let secrets = hi_secrets_1(
        size: UInt32(MemoryLayout<hi_secrets_1>.size), reserved: 0,
        read: { handle, call, name, deadline, onResult, context, operation, error in
            guard let host = HostRegistry.host(handle, calling: "secrets.read") else { return Int32(HI_UNAVAILABLE) }
            guard host.secrets.contains(String(decoding: name.buffer, as: UTF8.self)) else {
                error.fill(Int32(HI_DENIED), "the manifest lists no such secret")
                return Int32(HI_DENIED)
            }
            return host.begin(.secret, call, name, deadline, onResult, nil, context, operation, error)
        },
        cancel: { handle, operation in HostRegistry.host(handle, calling: "secrets.cancel")?.cancel(operation: operation) })

    static let jobs = hi_jobs_1(
        size: UInt32(MemoryLayout<hi_jobs_1>.size), reserved: 0,
        progress: { handle, call, _, _ in
            guard let host = HostRegistry.host(handle, calling: "jobs.progress") else { return Int32(HI_STALE) }
            return host.isUnderWay(call) ? Int32(HI_OK) : Int32(HI_STALE)
        })

    static let log = hi_log_1(
        size: UInt32(MemoryLayout<hi_log_1>.size), reserved: 0,
        write: { handle, _, _ in _ = HostRegistry.host(handle, calling: "log.write") })

    static let clock = hi_clock_1(
        size: UInt32(MemoryLayout<hi_clock_1>.size), reserved: 0,
        unix_micros: { handle in HostRegistry.host(handle, calling: "clock.unix_micros") == nil ? 0 : 1_700_000_000_000_000 },
        monotonic_nanos: { handle in HostRegistry.host(handle, calling: "clock.monotonic_nanos") == nil ? 0 : monotonicNanos() })

    static let metrics = hi_metrics_1(
        size: UInt32(MemoryLayout<hi_metrics_1>.size), reserved: 0,
        add: { handle, _, _ in HostRegistry.host(handle, calling: "metrics.add") == nil ? Int32(HI_INVALID_ARGUMENT) : Int32(HI_OK) },
        set: { handle, _, _ in HostRegistry.host(handle, calling: "metrics.set") == nil ? Int32(HI_INVALID_ARGUMENT) : Int32(HI_OK) })

    /// A request that begins an operation with one result, whatever the service.
    private static func begin(
        _ kind: StartedOperation.Kind, _ name: StaticString, _ handle: OpaquePointer, _ call: hi_id, _ request: hi_bytes,
        _ deadlineNanos: UInt64, _ onResult: @escaping hi_on_result, _ context: UnsafeMutableRawPointer?,
        _ operation: UnsafeMutablePointer<hi_id>, _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status {
        guard let host = HostRegistry.host(handle, calling: name) else { return Int32(HI_UNAVAILABLE) }
        return host.begin(kind, call, request, deadlineNanos, onResult, nil, context, operation, error)
    }
}

extension hi_bytes {
    /// The span as a buffer. A null with a count, which the contract forbids, is empty.
    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : count) }
}

extension UnsafeMutablePointer where Pointee == hi_error {
    /// Fills the caller's error as far as its `size` reaches.
    func fill(_ status: hi_status, _ message: String) {
        var error = hi_error.make(status, message)
        let writable = min(Int(pointee.size), MemoryLayout<hi_error>.size)
        guard writable >= 8 else { return }
        error.size = pointee.size
        withUnsafeBytes(of: &error) { UnsafeMutableRawPointer(self).copyMemory(from: $0.baseAddress!, byteCount: writable) }
    }
}

extension hi_error {
    static func make(_ status: hi_status, _ message: String) -> hi_error {
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        error.status = status
        withUnsafeMutableBytes(of: &error.message) { target in
            let bytes = Array(message.utf8.prefix(target.count))
            target.copyBytes(from: bytes)
            error.message_count = UInt32(bytes.count)
        }
        return error
    }

    /// The message; nil if its length or its bytes are wrong.
    var checkedMessage: String? {
        withUnsafeBytes(of: message) { bytes in
            message_count <= bytes.count ? String(validating: bytes.prefix(Int(message_count)), as: UTF8.self) : nil
        }
    }
}
