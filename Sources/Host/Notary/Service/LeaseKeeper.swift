internal import EventLoop

/// Keeps a lease while something is done under it, however long nodes and signers take.
///
/// Thread: any.
struct LeaseKeeper: Sendable {
    let store: NotaryStore
    let rhythm: LeaseRhythm

    /// Does something and renews meanwhile. Afterwards nothing renews any more, so that the lease can be given back.
    func keeping<Value>(
        _ lease: NotaryLease, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        let renewing = Task { await renew(lease) }
        do {
            let value = try await body()
            renewing.cancel()
            await renewing.value
            return value
        } catch {
            renewing.cancel()
            await renewing.value
            throw error
        }
    }

    /// Right before something that cannot be taken back: looks whether the lease is this host's still, and renews it.
    /// - Throws: ``NotaryStoreError`` with `fenced` if it is not.
    func confirm(_ lease: NotaryLease) async throws {
        guard try await store.renew(lease, milliseconds: rhythm.leaseMilliseconds) else {
            throw NotaryStoreError(.fenced, "another host anchors now")
        }
    }

    private func renew(_ lease: NotaryLease) async {
        let began = EventLoop.nowNanos()
        while let pause = rhythm.pause(elapsedMilliseconds: Int((EventLoop.nowNanos() - began) / 1_000_000)) {
            try? await Task.sleep(for: .milliseconds(pause))
            if Task.isCancelled { return }
            // A task of its own: in one that is cancelled the database is not asked to the end. What fails is tried again.
            let isHeld = await Task { try? await store.renew(lease, milliseconds: rhythm.leaseMilliseconds) }.value
            if isHeld == false { return }
        }
    }
}
