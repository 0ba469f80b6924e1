import Synchronization

extension PluginHost.State {
    /// Takes out those who wait for a place, to be told after the lock is given back.
    mutating func takeWaiting(where isMeant: (RouteTable.Place) -> Bool) -> [@Sendable () -> Void] {
        guard !waiting.isEmpty else { return [] }
        let places = waiting.keys.filter(isMeant)
        return places.flatMap { waiting.removeValue(forKey: $0) ?? [] }
    }
}

extension PluginHost {
    /// Who is told when an instance that was to start serves or has failed, and when one that had failed serves or fails otherwise; one at
    /// a time. Called on any thread, right after the routes have changed; must not block.
    package func onStateChange(_ body: @escaping @Sendable (_ tenantKey: Int64, _ plugin: String, _ state: InstanceState) -> Void) {
        state.withLock { $0.onStateChange = body }
    }

    /// Returns when the instance of a tenant is no longer being started, so that it serves, has failed or is not wanted; or when the
    /// time is up.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's id; an unknown one is not waited for.
    ///   - limitNanos: From now.
    package func settle(tenant id: String, plugin: String, limitNanos: UInt64 = 2_000_000_000) async {
        let turn = FirstOnly()
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard let key = state.snapshot.tenant(id: id)?.key else { return false }
                let place = RouteTable.Place(tenantKey: key.rawValue, plugin: plugin)
                guard state.states[place] == .starting else { return false }
                state.waiting[place, default: []].append { if turn.take() { continuation.resume() } }
                return true
            }
            guard mustWait else {
                continuation.resume()
                return
            }
            Task {
                try? await Task.sleep(nanoseconds: limitNanos)
                if turn.take() { continuation.resume() }
            }
        }
    }
}
