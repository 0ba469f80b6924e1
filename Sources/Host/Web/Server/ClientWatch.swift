import Hummingbird
import NIOCore
import Synchronization

/// Ends work that nobody waits for any more: its client closed the connection, or its own half of it.
///
/// Goes down the channel as an event to its ``ConnectionGuard``, which tells it. Any thread.
final class ClientWatch: Sendable {
    private struct State {
        var hasClientGone = false
        var isCancelled = false
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    private var hasClientGone: Bool { state.withLock { $0.hasClientGone } }

    /// Told by the connection; more than once does no harm.
    func clientHasGone() { end(clientHasGone: true) }

    /// Starts work and waits for its end; it is cancelled when the client of this connection goes away, or the task is cancelled.
    ///
    /// - Parameter start: Starts the work, which calls its argument exactly once. Returns what ends it early, on any thread, then or later.
    /// - Throws: `ProblemError.clientGone` if the work failed after its client had gone, else its error.
    static func run<Value: Sendable>(
        on channel: any Channel, _ start: (@escaping @Sendable (Result<Value, any Error>) -> Void) -> @Sendable () -> Void
    ) async throws -> Value {
        let watch = ClientWatch()
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    watch.arm(start { continuation.resume(with: $0) })
                    channel.triggerUserOutboundEvent(watch, promise: nil)
                }
            } onCancel: {
                watch.end(clientHasGone: false)
            }
        } catch {
            throw watch.hasClientGone ? ProblemError.clientGone : error
        }
    }

    /// Ends what nobody waits for as a call, such as a stream, when the client of this connection goes away.
    static func whenClientGoes(from channel: any Channel, _ end: @escaping @Sendable () -> Void) {
        let watch = ClientWatch()
        watch.arm(end)
        channel.triggerUserOutboundEvent(watch, promise: nil)
    }

    private func arm(_ cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.isCancelled
        }
        if isLate { cancel() }
    }

    private func end(clientHasGone: Bool) {
        let cancel = state.withLock { state in
            if clientHasGone { state.hasClientGone = true }
            state.isCancelled = true
            return state.cancel
        }
        cancel?()
    }
}
