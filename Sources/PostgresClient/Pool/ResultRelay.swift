/// Resumes the caller of an async form, whichever comes first: the result or the caller.
///
/// A task that is cancelled before it asks gets its result before it waits.
/// `@unchecked Sendable`: touched on the loop alone.
final class ResultRelay<Value: Sendable>: @unchecked Sendable {
    private var continuation: CheckedContinuation<Result<Value, PostgresError>, Never>?
    private var result: Result<Value, PostgresError>?
    private var isResumed = false

    /// The caller waits. On the loop.
    func wait(_ continuation: CheckedContinuation<Result<Value, PostgresError>, Never>) {
        self.continuation = continuation
        resume()
    }

    /// The result is there; later ones are ignored. On the loop.
    func finish(_ result: Result<Value, PostgresError>) {
        if self.result == nil { self.result = result }
        resume()
    }

    private func resume() {
        guard !isResumed, let continuation, let result else { return }
        isResumed = true
        self.continuation = nil
        continuation.resume(returning: result)
    }
}
