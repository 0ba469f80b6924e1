extension Cache {
    /// The value of a key, made by `make` only when it is needed, by one caller of all, on all hosts.
    ///
    /// ```swift
    /// let stats = try await context.cache.shared.cached("stats/1", freshFor: .seconds(900)) { try await ask() }
    /// ```
    /// A fresh value is given as it is. A stale one too, and it is renewed meanwhile, on nobody's time; if that fails it stays until it is gone. If
    /// there is none, one caller makes it and the others wait for that one; if it fails the next one tries.
    /// A cache that is away, full or not granted costs no more than the work: `make` is asked then. It must not depend on who asks.
    ///
    /// - Parameters:
    ///   - freshFor: Five minutes if nothing is said.
    ///   - keepFor: Twice `freshFor` if it is left out.
    ///   - makingTakes: After this somebody else may make the value: up to ten minutes.
    /// - Throws: What `make` throws; `.deadline` if the wait for another caller is too long, `.cancelled`.
    public func cached<Value: Cacheable>(
        _ key: String, freshFor: Duration = standardFreshness, keepFor: Duration? = nil, makingTakes: Duration = .seconds(30),
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let looked: CacheLookup<Value>
        do throws(PluginError) {
            looked = try await claim(key, lease: makingTakes)
        } catch {
            // A key that is wrong is a defect to hear of.
            if Task.isCancelled || [.cancelled, .deadline, .invalidArgument].contains(error.code) { throw error }
            return try await make()
        }
        guard let lease = looked.lease else {
            // Neither a value nor the lease: a value that this version cannot read.
            guard let found = looked.found else { return try await make() }
            return found.value
        }
        guard let found = looked.found else { return try await renew(key, lease, freshFor, keepFor, make) }
        // On nobody's time: without the call, which may end before it, and its deadline.
        Task.detached(executorPreference: PluginExecutor.shared) {
            _ = try? await renew(key, lease, freshFor, keepFor, make)
        }
        return found.value
    }

    private func renew<Value: Cacheable>(
        _ key: String, _ lease: CacheLease, _ freshFor: Duration, _ keepFor: Duration?, _ make: @Sendable () async throws -> Value
    ) async throws -> Value {
        let value: Value
        do {
            value = try await make()
        } catch {
            // Also when the call was cancelled: a task of its own, since this one could start nothing any more.
            let released = Task.detached(executorPreference: PluginExecutor.shared) { try? await release(key, lease) }
            // A call that was cancelled waits for nothing more, also not if that comes meanwhile.
            if !Task.isCancelled {
                await withTaskCancellationHandler {
                    await released.value
                } onCancel: {
                    released.cancel()
                }
            }
            throw error
        }
        // Whoever cannot keep it has it all the same.
        try? await put(key, value, freshFor: freshFor, keepFor: keepFor, lease: lease)
        return value
    }
}
