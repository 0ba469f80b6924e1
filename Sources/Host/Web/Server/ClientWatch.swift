import Hummingbird
import NIOCore
import Synchronization

/// Ends work that nobody waits for any more: its client closed the connection, or its own half of it.
///
/// Goes down the channel as an event to its ``ConnectionGuard``, which tells it. Any thread.
final class ClientWatch: Sendable {
    private let gone = Atomic<Bool>(false)
    private let end: @Sendable () -> Void

    private init(end: @escaping @Sendable () -> Void) { self.end = end }

    private var hasClientGone: Bool { gone.load(ordering: .acquiring) }

    /// Told by the connection; more than once does no harm.
    func clientHasGone() {
        gone.store(true, ordering: .releasing)
        end()
    }

    /// Runs `work`, which is cancelled when the client of this connection goes away.
    /// - Throws: `ProblemError.clientGone` if work failed after its client had gone, else what `work` throws.
    static func run<Value: Sendable>(
        on channel: any Channel, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let watch = ClientWatch { task.cancel() }
        channel.triggerUserOutboundEvent(watch, promise: nil)
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw watch.hasClientGone ? ProblemError.clientGone : error
        }
    }
}
