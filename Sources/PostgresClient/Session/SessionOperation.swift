/// One call of a session: waiting, running or done.
///
/// `@unchecked Sendable`: made by any thread, then touched by the session's loop alone.
final class SessionOperation: @unchecked Sendable {
    let deadlineNanos: UInt64?
    /// Begins it; set when it reaches the loop.
    var run: (WireConnection) -> Void = { _ in }
    /// Ends it without having begun.
    var fail: (PostgresError) -> Void = { _ in }
    /// Why it was interrupted.
    var interruption: PostgresError?

    init(deadlineNanos: UInt64?) { self.deadlineNanos = deadlineNanos }
}
