package import HostCache
package import HostData
import PluginABI

/// `hashinsight.cache/1` for one instance: values of its tenant, and those that all tenants of the plugin share if that was granted.
package final class CacheService: Sendable {
    private let store: CacheStore
    private let own: CachePartition
    private let shared: CachePartition?
    private let meter: UsageMeter

    /// - Parameter mayShare: Whether the operator granted `cache:shared`.
    package init(store: CacheStore, plugin: String, tenant: TenantKey, mayShare: Bool, meter: UsageMeter) {
        self.store = store
        own = CachePartition(plugin: plugin, tenantKey: tenant.rawValue)
        shared = mayShare ? CachePartition(plugin: plugin, tenantKey: nil) : nil
        self.meter = meter
    }

    /// Starts an operation. Never blocks.
    func start(
        _ function: CacheFunction, _ instance: LiveInstance, call: hi_id, request span: hi_bytes, deadlineNanos: UInt64,
        onResult: @escaping hi_on_result, context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        let request: CacheRequest
        do throws(MessageError) {
            request = try CacheRequestReader.request(try MessageReader(span), for: function)
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        guard let partition = request.isShared ? shared : own else {
            throw PluginCallError(
                .denied,
                "\(own.plugin) may keep values for its tenants one by one alone; for all of them only if its manifest asks for `grants: cache: shared` and the operator grants that",
                details: "sharing_not_granted")
        }
        let size = request.name.utf8.count + (request.value?.count ?? 0)
        if request.value != nil, size > meter[.cacheBytes].limit { throw meter.overQuota(.cacheBytes, used: size) }
        let now = monotonicNanos()
        try meter.take(.cacheOperations, atNanos: now)
        let (operation, id) = try HostOperation.open(
            instance, parent: call, mayChange: function != .get, onResult: onResult, context: context)
        let key = CacheKey(partition, request.name)
        let deadline = min(deadlineNanos, now + DatabaseService.limitNanos)
        let task = Task {
            let (answer, isLease) = await self.answer(function, key, request, deadlineNanos: deadline)
            // Begun once more the call would wait for its own lease.
            if isLease { instance.noteChange(by: call) }
            operation.end(id, answer)
        }
        operation.onCancel { task.cancel() }
        return id
    }

    /// Removes what the tenant has: the plugin was switched off for it, and may be purged.
    func clear() async { await store.clear(own) }

    private func answer(
        _ function: CacheFunction, _ key: CacheKey, _ request: CacheRequest, deadlineNanos: UInt64
    ) async -> (answer: Result<[UInt8], PluginCallError>, isLease: Bool) {
        switch function {
        case .get:
            do throws(CacheError) {
                let found = try await store.get(
                    key, leaseMillis: request.leaseMillis, waits: request.waits, deadlineNanos: deadlineNanos)
                return (.success(Self.message(found)), found.lease != nil)
            } catch {
                return (.failure(PluginCallError(error.code == .deadline ? .deadline : .cancelled, error.message)), false)
            }
        case .put:
            let value = CacheValue(
                request.value ?? [], freshMillis: request.freshMillis, keepMillis: request.keepMillis ?? request.freshMillis)
            let limits = CacheLimits(entries: meter[.cacheEntries].limit, bytes: meter[.cacheBytes].limit)
            guard let use = await store.put(key, value, lease: request.lease, within: limits) else {
                let error = PluginCallError(
                    .conflict, "the lease of this value has ended, so it was not kept: somebody else makes it, or it was removed")
                return (.failure(error), false)
            }
            if !request.isShared {
                meter[.cacheBytes].set(level: use.bytes)
                meter[.cacheEntries].set(level: use.entries)
            }
        case .remove: await store.remove(key)
        case .release: if let lease = request.lease { await store.release(key, lease: lease) }
        }
        return (.success(MessageWriter(kind: 0, fields: 0, dataBytes: 0).finish()), false)
    }

    private static func message(_ found: CacheLookup) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: 4, dataBytes: found.bytes.count)
        writer.add(HI_CACHE_ANSWER_STATE, integer: found.state.rawValue)
        if found.state != .missing {
            writer.add(HI_CACHE_ANSWER_VALUE, bytes: found.bytes)
            writer.add(HI_CACHE_ANSWER_AGE_MS, integer: found.ageMillis)
        }
        if let lease = found.lease { writer.add(HI_CACHE_ANSWER_LEASE, integer: lease) }
        return writer.finish()
    }
}
