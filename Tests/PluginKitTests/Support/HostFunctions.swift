import Foundation
import PluginABI

@testable import PluginKit

/// The host's functions as the contract has them.
enum HostFunctions {
    static let service: @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> UnsafeRawPointer? = { host, id in
        ScriptedHost.from(host).table(String(cString: id))
    }

    static let complete: @convention(c) (OpaquePointer, hi_id, hi_status, hi_bytes, UnsafePointer<hi_error>?) -> hi_status = {
        host, call, status, answer, error in
        let message = error.map { PluginError(status: status, $0.pointee).message } ?? ""
        let ending = ScriptedHost.Ending(status: status, bytes: [UInt8](answer.buffer), message: message)
        let (waiter, isFirst) = ScriptedHost.from(host).state.withLock { state in
            state.endings[call, default: []].append(ending)
            return (state.waiters.removeValue(forKey: call), state.endings[call]!.count == 1)
        }
        waiter?.resume(returning: ending)
        return isFirst ? Int32(HI_OK) : Int32(HI_STALE)
    }

    static let database = hi_db_1(
        size: UInt32(MemoryLayout<hi_db_1>.size), reserved: 0,
        statement: { host, name, number, error in
            let name = String(decoding: name.buffer, as: UTF8.self)
            guard !name.hasPrefix("missing") else {
                PluginError(.notFound, "There is no statement \(name).").write(to: error)
                return Int32(HI_NOT_FOUND)
            }
            number.pointee = UInt32(name.utf8.count)
            return Int32(HI_OK)
        },
        start: { host, call, batch, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](batch.buffer), onResult, context, operation, error)
        },
        ingest: { host, call, table, rows, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](rows.buffer), onResult, context, operation, error)
        },
        cancel: { host, operation in HostFunctions.cancel(host, operation) })

    static let devices = hi_device_1(
        size: UInt32(MemoryLayout<hi_device_1>.size), reserved: 0,
        start: { host, call, round, _, onReplies, onResult, context, operation, error in
            let host = ScriptedHost.from(host)
            let (id, batches) = host.state.withLock { state in
                state.nextOperation += 1
                state.batches.append([UInt8](round.buffer))
                state.calls.append(call)
                return (state.nextOperation, state.deviceBatches)
            }
            operation.pointee = id
            let address = UInt(bitPattern: context)
            let hold = host.state.withLock { $0.holdDevices }
            Thread.detachNewThread {
                for batch in batches {
                    batch.withABIBytes { onReplies(UnsafeMutableRawPointer(bitPattern: address), id, $0) }
                }
                // Only after the last batch, whatever was cancelled meanwhile: the result ends the round and with it the context.
                if hold {
                    HostFunctions.hold(host, id, address, onResult)
                } else {
                    onResult(UnsafeMutableRawPointer(bitPattern: address), id, Int32(HI_OK), hi_bytes(), nil)
                }
            }
            return Int32(HI_OK)
        },
        acknowledge: { host, _, count in ScriptedHost.from(host).state.withLock { $0.acknowledged.append(count) } },
        cancel: { host, operation in HostFunctions.cancel(host, operation) })

    static let http = hi_http_1(
        size: UInt32(MemoryLayout<hi_http_1>.size), reserved: 0,
        start: { host, call, request, deadline, onResult, context, operation, error in
            ScriptedHost.from(host).state.withLock { $0.deadlines.append(deadline) }
            return HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        cancel: { host, operation in HostFunctions.cancel(host, operation) })

    static let mail = hi_mail_1(
        size: UInt32(MemoryLayout<hi_mail_1>.size), reserved: 0,
        send: { host, call, message, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](message.buffer), onResult, context, operation, error)
        },
        cancel: { host, operation in HostFunctions.cancel(host, operation) })

    static let cache = hi_cache_1(
        size: UInt32(MemoryLayout<hi_cache_1>.size), reserved: 0,
        get: { host, call, request, _, onResult, context, operation, error in
            ScriptedHost.from(host).state.withLock { $0.cacheUses.append("get") }
            return HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        put: { host, call, request, _, onResult, context, operation, error in
            ScriptedHost.from(host).state.withLock { $0.cacheUses.append("put") }
            return HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        remove: { host, call, request, _, onResult, context, operation, error in
            ScriptedHost.from(host).state.withLock { $0.cacheUses.append("remove") }
            return HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        release: { host, call, request, _, onResult, context, operation, error in
            ScriptedHost.from(host).state.withLock { $0.cacheUses.append("release") }
            return HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        cancel: { host, operation in HostFunctions.cancel(host, operation) })

    static let notary = hi_notary_1(
        size: UInt32(MemoryLayout<hi_notary_1>.size), reserved: 0,
        submit: { host, call, request, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        receipt: { host, call, request, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        cancel: { host, operation in HostFunctions.cancel(host, operation) },
        pin: { host, call, request, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        pinned: { host, call, request, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        },
        unpin: { host, call, request, _, onResult, context, operation, error in
            HostFunctions.begin(host, call, [UInt8](request.buffer), onResult, context, operation, error)
        })

    static let events = hi_events_1(
        size: UInt32(MemoryLayout<hi_events_1>.size), reserved: 0,
        publish: { host, topic, payload, error in
            let (topic, payload) = (String(decoding: topic.buffer, as: UTF8.self), String(decoding: payload.buffer, as: UTF8.self))
            ScriptedHost.from(host).state.withLock { $0.events.append((topic, payload)) }
            return Int32(HI_OK)
        })

    static let jobs = hi_jobs_1(
        size: UInt32(MemoryLayout<hi_jobs_1>.size), reserved: 0,
        progress: { host, call, fraction, note in
            let note = String(decoding: note.buffer, as: UTF8.self)
            ScriptedHost.from(host).state.withLock { $0.progress.append((call, fraction, note)) }
            return Int32(HI_OK)
        })

    static let log = hi_log_1(
        size: UInt32(MemoryLayout<hi_log_1>.size), reserved: 0,
        write: { host, _, message in
            let line = String(decoding: message.buffer, as: UTF8.self)
            ScriptedHost.from(host).state.withLock { $0.log.append(line) }
        })

    static let clock = hi_clock_1(
        size: UInt32(MemoryLayout<hi_clock_1>.size), reserved: 0, unix_micros: { _ in 1_700_000_000_000_000 },
        monotonic_nanos: { _ in 42 })

    static let metrics = hi_metrics_1(
        size: UInt32(MemoryLayout<hi_metrics_1>.size), reserved: 0,
        add: { host, name, value in HostFunctions.record(host, name, value) },
        set: { host, name, value in HostFunctions.record(host, name, value) })

    private static func record(_ host: OpaquePointer, _ name: hi_bytes, _ value: Double) -> hi_status {
        let name = String(decoding: name.buffer, as: UTF8.self)
        ScriptedHost.from(host).state.withLock { $0.metrics.append((name, value)) }
        return Int32(HI_OK)
    }

    private static func begin(
        _ host: OpaquePointer, _ call: UInt64, _ bytes: [UInt8], _ onResult: @escaping hi_on_result, _ context: UnsafeMutableRawPointer?,
        _ operation: UnsafeMutablePointer<hi_id>, _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status {
        let host = ScriptedHost.from(host)
        let (id, answer) = host.state.withLock { state in
            state.nextOperation += 1
            state.batches.append(bytes)
            state.calls.append(call)
            return (state.nextOperation, state.answer)
        }
        let address = UInt(bitPattern: context)
        switch answer {
        case .refuse(let failure):
            failure.write(to: error)
            return failure.code.rawValue
        case .failNow(let failure):
            var abiError = failure.abiError
            onResult(context, id, failure.code.rawValue, hi_bytes(), &abiError)
        case .now(let result): result.withABIBytes { onResult(context, id, Int32(HI_OK), $0, nil) }
        case .later(let result):
            Thread.detachNewThread {
                result.withABIBytes { onResult(UnsafeMutableRawPointer(bitPattern: address), id, Int32(HI_OK), $0, nil) }
            }
        case .hold: hold(host, id, address, onResult)
        }
        operation.pointee = id
        return Int32(HI_OK)
    }

    /// Keeps the result back until the operation is cancelled; gives it at once if that was before.
    private static func hold(_ host: ScriptedHost, _ id: UInt64, _ context: UInt, _ onResult: @escaping hi_on_result) {
        let held = ScriptedHost.Held(context: context) { context, id, status, bytes in
            var error = PluginError(.cancelled, "Cancelled.").abiError
            bytes.withABIBytes { span in
                withUnsafePointer(to: &error) { error in
                    onResult(UnsafeMutableRawPointer(bitPattern: context), id, status, span, status == HI_OK ? nil : error)
                }
            }
        }
        let wasCancelled = host.state.withLock { state in
            guard !state.cancelled.contains(id) else { return true }
            state.held[id] = held
            return false
        }
        if wasCancelled { held.onResult(held.context, id, Int32(HI_CANCELLED), []) }
    }

    private static func cancel(_ host: OpaquePointer, _ operation: UInt64) {
        let host = ScriptedHost.from(host)
        let held = host.state.withLock { state in
            state.cancelled.append(operation)
            return state.held.removeValue(forKey: operation)
        }
        guard let held else { return }
        Thread.detachNewThread { held.onResult(held.context, operation, Int32(HI_CANCELLED), []) }
    }
}
