/// What the queue is told of a run that has ended here.
struct JobCompletion: Sendable, Encodable {
    enum State: String, Sendable, Encodable { case succeeded, failed, cancelled, dead, again, back }

    /// Rest of a run that went back, so that a host that cannot run it does not take it over and over.
    static let backRestMilliseconds = 1_000

    let id: Int64
    let fence: Int64
    let state: State
    let restMilliseconds: Int
    let summary: String?
    let error: String?

    enum CodingKeys: String, CodingKey {
        case id, fence, state, summary, error
        case restMilliseconds = "rest_ms"
    }

    /// - Parameter spread: From 0 to 1, see ``RetryPolicy/rest(afterAttempt:spread:)``.
    init(_ run: JobRun, _ outcome: JobOutcome, spread: Double) {
        id = run.id
        fence = run.fence
        switch outcome {
        case .succeeded(let summary):
            state = .succeeded
            restMilliseconds = 0
            self.summary = summary
            error = nil
        case .cancelled(let reason):
            state = .cancelled
            restMilliseconds = 0
            summary = nil
            error = reason
        case .notHere(let reason):
            state = .back
            restMilliseconds = Self.backRestMilliseconds
            summary = nil
            error = reason
        case .failed(let message):
            let rest = run.retry.rest(afterAttempt: run.attempt, spread: spread)
            state = rest != nil ? .again : run.retry.attempts > 1 ? .dead : .failed
            restMilliseconds = rest ?? 0
            summary = nil
            error = message
        }
    }
}
