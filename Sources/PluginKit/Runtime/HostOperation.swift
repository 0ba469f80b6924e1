import PluginABI
import Synchronization

/// One operation on a host service under way: from its start to its result, with cancel at any moment in between.
///
/// The result may come before the start has returned, and a cancel before the id is known; the state says who acts.
final class HostOperation: Sendable {
    /// The host's handle, and what the host hands back with the result.
    typealias Host = OpaquePointer
    typealias Context = UnsafeMutableRawPointer

    private struct State {
        var continuation: CheckedContinuation<Result<[UInt8], PluginError>, Never>?
        var id: UInt64 = 0
        var isCancelled = false
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Starts an operation and waits for its result message.
    ///
    /// `start` calls the service with a context for `onResult` and returns its status; `cancel` asks it to end the operation `id`. While it
    /// is under way the gate of `host` is held.
    static func run(
        _ host: HostHandle, start: @Sendable (Host, Context, UnsafeMutablePointer<hi_id>, UnsafeMutablePointer<hi_error>) -> hi_status,
        cancel: @escaping @Sendable (Host, hi_id) -> Void
    ) async -> Result<[UInt8], PluginError> {
        do { try host.enter() } catch { return .failure(error) }
        defer { host.leave() }
        let operation = HostOperation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                operation.state.withLock { $0.continuation = continuation }
                var id: hi_id = 0
                var error = hi_error()
                error.size = UInt32(MemoryLayout<hi_error>.size)
                let context = Unmanaged.passRetained(operation)
                let status = start(host.pointer, context.toOpaque(), &id, &error)
                guard status == HI_OK else {
                    context.release()
                    return operation.finish(.failure(PluginError(status: status, error)))
                }
                if operation.started(id) { cancel(host.pointer, id) }
            }
        } onCancel: {
            if let id = operation.cancelled() { cancel(host.pointer, id) }
        }
    }

    /// The function that the host calls with the result.
    static let onResult: hi_on_result = { context, _, status, result, error in
        let operation = Unmanaged<HostOperation>.fromOpaque(context!).takeRetainedValue()
        if status == HI_OK {
            operation.finish(.success([UInt8](result.buffer)))
        } else if let error {
            operation.finish(.failure(PluginError(status: status, error.pointee)))
        } else {
            operation.finish(.failure(PluginError(status: status, hi_error())))
        }
    }

    /// Takes note of the id; true if a cancel came before and must be passed on now.
    private func started(_ id: UInt64) -> Bool {
        state.withLock { state in
            state.id = id
            return state.isCancelled && !state.isFinished
        }
    }

    /// Takes note of a cancel; the id if it must be passed on now.
    private func cancelled() -> UInt64? {
        state.withLock { state in
            state.isCancelled = true
            return state.isFinished || state.id == 0 ? nil : state.id
        }
    }

    private func finish(_ result: Result<[UInt8], PluginError>) {
        let continuation = state.withLock { state in
            state.isFinished = true
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: result)
    }
}
