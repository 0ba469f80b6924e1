import Synchronization

/// Sessions looked up a moment ago, by the digest of their token.
///
/// An answer that was asked for before something was forgotten is not kept: it may be older than the reason to forget.
final class SessionCache: Sendable {
    private struct Entry {
        let record: SessionRecord
        let loadedAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
        var epoch: UInt64 = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = 10_000) { self.capacity = capacity }

    /// Changes whenever something is forgotten; take it before asking the database.
    var epoch: UInt64 { state.withLock(\.epoch) }

    /// - Returns: The record if it was loaded at most `maximumAge` ago.
    func record(_ digest: [UInt8], maximumAge: Duration, now: ContinuousClock.Instant = .now) -> SessionRecord? {
        state.withLock { state in
            guard let entry = state.entries[digest], entry.loadedAt + maximumAge > now else { return nil }
            return entry.record
        }
    }

    func store(_ record: SessionRecord, _ digest: [UInt8], epoch: UInt64, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            guard state.epoch == epoch else { return }
            if state.entries.count >= capacity { state.entries.removeAll(keepingCapacity: true) }
            state.entries[digest] = Entry(record: record, loadedAt: now)
        }
    }

    func forget(where isStale: (SessionRecord) -> Bool) {
        state.withLock { state in
            state.epoch += 1
            state.entries = state.entries.filter { !isStale($0.value.record) }
        }
    }

    func forget(_ digest: [UInt8]) {
        state.withLock { state in
            state.epoch += 1
            state.entries[digest] = nil
        }
    }
}
