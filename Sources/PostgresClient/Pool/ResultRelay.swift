/// Resumes the caller of an async form.
///
/// `@unchecked Sendable`: `continuation` is set before the request is handed to the loop, which alone reads it after that.
final class ResultRelay<Value: Sendable>: @unchecked Sendable {
    var continuation: CheckedContinuation<Result<Value, PostgresError>, Never>?

    func finish(_ result: sending Result<Value, PostgresError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}
