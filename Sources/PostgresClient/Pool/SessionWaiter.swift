/// Somebody who wants a connection of his own: a session, or a request that is too heavy to share. Belongs to the pool's loop.
final class SessionWaiter {
    let deadlineNanos: UInt64
    let owner: Int64?
    private var completion: ((Result<WireConnection, PostgresError>) -> Void)?

    init(deadlineNanos: UInt64, owner: Int64?, completion: @escaping (Result<WireConnection, PostgresError>) -> Void) {
        self.deadlineNanos = deadlineNanos
        self.owner = owner
        self.completion = completion
    }

    var isDone: Bool { completion == nil }

    func finish(_ result: Result<WireConnection, PostgresError>) {
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }
}
