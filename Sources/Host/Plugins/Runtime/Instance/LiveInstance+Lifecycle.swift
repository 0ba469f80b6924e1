package import HostData
import PluginABI
import Synchronization

extension LiveInstance {
    /// Makes an instance: binds a handle and lets the plugin create it, on a thread of the plugin's.
    ///
    /// - Parameters:
    ///   - settingsJSON: A JSON object that fits the manifest's schema, defaults filled in.
    ///   - limitNanos: How long `create` may take, waiting for an earlier one of the same plugin included.
    /// - Throws: ``PluginRuntimeError`` with code `createFailed` and the plugin's reason, or `createTimedOut`.
    package static func create(
        _ plugin: LoadedPlugin, for tenant: TenantContext, kind: String, settingsJSON: String, services: InstanceServices,
        limitNanos: UInt64 = 5_000_000_000
    ) async throws(PluginRuntimeError) -> LiveInstance {
        let functions = try await plugin.loadedLibrary().functions
        let instance = LiveInstance(
            plugin, for: tenant, kind: kind, services: services, handle: PluginRuntime.shared.handles.reserve(), code: .library(functions))
        PluginRuntime.shared.handles.bind(instance.handle, to: instance)
        let turn = FirstOnly()
        let result: Result<LiveInstance, PluginRuntimeError> = await withCheckedContinuation { continuation in
            let isQueued = plugin.lifecycle.execute {
                guard !turn.isTaken else { return }
                let failure = instance.callCreate(functions, settingsJSON)
                if turn.take() {
                    continuation.resume(
                        returning: failure.map {
                            .failure(
                                PluginRuntimeError(
                                    .createFailed, "\(plugin.id) cannot be enabled for \(tenant.tenantId): \($0.message)",
                                    cause: $0.description))
                        } ?? .success(instance))
                } else if failure == nil {
                    // Too late: nobody waits for it any more.
                    functions.destroy(UnsafeMutableRawPointer(bitPattern: instance.pointer.load(ordering: .acquiring)))
                }
            }
            guard isQueued else {
                continuation.resume(
                    returning: .failure(PluginRuntimeError(.createFailed, "too many instances of \(plugin.id) wait to be made")))
                return
            }
            Task {
                try? await Task.sleep(nanoseconds: limitNanos)
                if turn.take() {
                    continuation.resume(
                        returning: .failure(
                            PluginRuntimeError(
                                .createTimedOut,
                                "\(plugin.id) cannot be enabled for \(tenant.tenantId): create took more than \(limitNanos / 1_000_000) ms")
                        ))
                }
            }
        }
        if case .failure = result { PluginRuntime.shared.handles.remove(instance.handle) }
        return try result.get()
    }

    /// Ends the instance: nothing new starts, jobs are cancelled, calls and operations under way come to their end, then the plugin
    /// destroys it and the handle dies.
    ///
    /// - Parameter isReplaced: Another instance of the tenant serves already: jobs under way finish here.
    /// - Returns: Whether it ended within the limit. If not, it is never destroyed: the plugin may still be using it; its handle is dead.
    @discardableResult
    package func close(limitNanos: UInt64 = 35_000_000_000, isReplaced: Bool = false) async -> Bool {
        calls.close()
        if !isReplaced { cancelJobs() }
        let turn = FirstOnly()
        let isEnded: Bool = await withCheckedContinuation { continuation in
            Task {
                await calls.drained()
                noteHeldAtEnd()
                operations.close()
                cancelOperations { _ in true }
                await operations.drained()
                guard !turn.isTaken else { return }
                guard case .library(let functions) = code else {
                    code.worker?.destroy { if turn.take() { continuation.resume(returning: true) } }
                    return
                }
                let isQueued = plugin.lifecycle.execute {
                    guard !turn.isTaken else { return }
                    functions.destroy(UnsafeMutableRawPointer(bitPattern: self.pointer.load(ordering: .acquiring)))
                    if turn.take() { continuation.resume(returning: true) }
                }
                if !isQueued, turn.take() { continuation.resume(returning: false) }
            }
            Task {
                try? await Task.sleep(nanoseconds: limitNanos)
                if turn.take() { continuation.resume(returning: false) }
            }
        }
        code.worker?.leave()
        PluginRuntime.shared.handles.remove(handle)
        // Said, and not left to the last reference: a thread keeps the object of its last call until it makes the next one.
        services.http?.end()
        services.secrets?.redactor.forget()
        if !isEnded {
            plugin.logger.error(
                "the instance did not end in \(limitNanos / 1_000_000) ms and is left behind: the plugin still owes \(underWay) completions",
                metadata: ["tenant": "\(tenant.tenantId)"])
        }
        return isEnded
    }

    /// Counts and tells the operations that go on although all calls have ended.
    private func noteHeldAtEnd() {
        guard operations.count > 0, let held = PluginRuntime.shared.table.heldBeyondEnd(graceNanos: 0)[handle] else { return }
        plugin.counters.heldAtEnd.add(held.operations + held.deviceRounds, ordering: .relaxed)
        plugin.logger.warning(
            "the instance ends with \(held.operations) operations and \(held.deviceRounds) device rounds open whose calls had been completed",
            metadata: ["tenant": "\(tenant.tenantId)"])
    }

    private func callCreate(_ functions: PluginFunctions, _ settingsJSON: String) -> PluginCallError? {
        var made: UnsafeMutableRawPointer?
        let settings = Array(settingsJSON.utf8)
        let failure = settings.withUnsafeBytes { bytes in
            PluginCallError.collect(onOverwrite: overwrote) { error in
                functions.create(
                    host, HostTables.api, hi_bytes(data: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count), &made,
                    error)
            }
        }
        pointer.store(UInt(bitPattern: made), ordering: .releasing)
        return failure
    }
}

/// Lets exactly one of several come first.
final class FirstOnly: Sendable {
    private let taken = Atomic<Bool>(false)
    var isTaken: Bool { taken.load(ordering: .acquiring) }
    func take() -> Bool { !taken.exchange(true, ordering: .acquiringAndReleasing) }
}
