internal import Glibc
internal import Synchronization

/// The result of work on another thread, waited for.
final class LoopAnswer<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    /// Safe: `sem_t` may be used from any thread, at this one address.
    private nonisolated(unsafe) let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(done, 0, 0)
    }

    deinit {
        sem_destroy(done)
        done.deallocate()
    }

    func fulfil(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
        sem_post(done)
    }

    /// Blocks until `fulfil`.
    func wait() throws -> Value {
        while true {
            if sem_wait(done) != 0 { continue }
            if let value = result.withLock({ $0 }) { return try value.get() }
        }
    }
}
