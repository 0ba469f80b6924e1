import Synchronization

/// Wakes those who wait for a value when somebody on this host puts one. Who waits for another host looks again from time to time.
///
/// Thread: any.
final class CacheNotices: Sendable {
    private struct State {
        var waiting: [CacheKey: [UInt64: CheckedContinuation<Void, Never>]] = [:]
        var last: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Waits until something became of the key, so much time passed, or the task is cancelled.
    func wait(_ key: CacheKey, atMostNanos: UInt64) async {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        let alarm = Task {
            try? await Task.sleep(nanoseconds: atMostNanos)
            wake(key, number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.cancelled.remove(number) == nil else { return true }
                    state.waiting[key, default: [:]][number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake(key, number)
        }
        alarm.cancel()
        await alarm.value
        state.withLock { _ = $0.cancelled.remove(number) }
    }

    /// Something became of the key.
    func tell(_ key: CacheKey) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: key) }
        for continuation in (waiting ?? [:]).values { continuation.resume() }
    }

    /// Ends one wait, also one that has not begun.
    private func wake(_ key: CacheKey, _ number: UInt64) {
        let continuation = state.withLock { state in
            let found = state.waiting[key]?.removeValue(forKey: number)
            if state.waiting[key]?.isEmpty == true { state.waiting[key] = nil }
            if found == nil { state.cancelled.insert(number) }
            return found
        }
        continuation?.resume()
    }
}
