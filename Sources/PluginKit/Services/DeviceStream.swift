import PluginABI
import Synchronization

/// The state of one round between the host, which delivers batches on its own threads, and the one loop that takes them.
final class DeviceStream: Sendable {
    private struct State {
        var batches: [RowBatch] = []
        var ending: Result<Void, PluginError>?
        var waiter: CheckedContinuation<Result<RowBatch?, PluginError>, Never>?
        var id: UInt64 = 0
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let host: HostHandle

    init(host: HostHandle) { self.host = host }

    // MARK: The host's side

    static let onReplies: hi_on_replies = { context, _, replies in
        // Borrowed, not taken: the result takes the reference, and it comes last.
        let stream = Unmanaged<DeviceStream>.fromOpaque(context!).takeUnretainedValue()
        let bytes = [UInt8](replies.buffer)
        let batch = Result { () throws(PluginError) in try RowBatch(bytes, 0..<bytes.count) }
        stream.deliver(batch)
    }

    static let onResult: hi_on_result = { context, _, status, _, error in
        let stream = Unmanaged<DeviceStream>.fromOpaque(context!).takeRetainedValue()
        if status == HI_OK {
            stream.end(.success(()))
        } else {
            stream.end(.failure(error.map { PluginError(status: status, $0.pointee) } ?? PluginError(status: status, hi_error())))
        }
        stream.host.leave()
    }

    private func deliver(_ batch: Result<RowBatch, PluginError>) {
        let waiter = state.withLock { state -> CheckedContinuation<Result<RowBatch?, PluginError>, Never>? in
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            switch batch {
            case .success(let batch): state.batches.append(batch)
            case .failure(let error): state.ending = state.ending ?? .failure(error)
            }
            return nil
        }
        waiter?.resume(returning: batch.map { $0 })
    }

    private func end(_ ending: Result<Void, PluginError>) {
        let (waiter, ending) = state.withLock { state in
            state.ending = state.ending ?? ending
            defer { state.waiter = nil }
            return (state.waiter, state.ending!)
        }
        waiter?.resume(returning: ending.map { nil })
    }

    // MARK: The loop's side

    /// Begins the round. The gate is held from here to the result.
    func start(_ round: [UInt8], call: UInt64, deadlineNanos: UInt64) throws(PluginError) {
        guard let start = host.services.devices?.start else {
            throw PluginError(
                .denied, "Devices were not granted: the manifest must list \(HI_DEVICE_1) under services and devices under grants.")
        }
        try host.enter()
        var id: hi_id = 0
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        let context = Unmanaged.passRetained(self)
        let status = round.withABIBytes {
            start(host.pointer, call, $0, deadlineNanos, Self.onReplies, Self.onResult, context.toOpaque(), &id, &error)
        }
        guard status == HI_OK else {
            context.release()
            host.leave()
            throw PluginError(status: status, error)
        }
        let cancelNow = state.withLock { state in
            state.id = id
            return state.isCancelled && state.ending == nil
        }
        if cancelNow { passOnCancel(id) }
    }

    func next() async -> Result<RowBatch?, PluginError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Result<RowBatch?, PluginError>? in
                    if !state.batches.isEmpty { return .success(state.batches.removeFirst()) }
                    if let ending = state.ending { return ending.map { nil } }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            cancel()
        }
    }

    func acknowledge(_ count: Int) {
        guard let acknowledge = host.services.devices?.acknowledge else { return }
        let id = state.withLock { $0.id }
        try? host.use { acknowledge($0, id, UInt32(clamping: count)) }
    }

    func cancel() {
        let id = state.withLock { state -> UInt64? in
            guard !state.isCancelled, state.ending == nil else { return nil }
            state.isCancelled = true
            return state.id == 0 ? nil : state.id
        }
        if let id { passOnCancel(id) }
    }

    private func passOnCancel(_ id: UInt64) {
        guard let cancel = host.services.devices?.cancel else { return }
        try? host.use { cancel($0, id) }
    }
}
