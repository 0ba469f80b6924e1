package import HostData
import Synchronization

extension LiveInstance {
    /// Makes an instance whose code is in a worker; the plugin creates it there.
    ///
    /// - Parameters:
    ///   - isFresh: Somebody decided anew that it should run; false for a further try.
    ///   - limitNanos: How long `create` may take, the start of the worker's process included.
    /// - Throws: ``PluginRuntimeError`` with code `createFailed` and the plugin's reason, `createTimedOut`, or `notConfigured` if the manifest
    ///   does not say that it may run in a worker.
    package static func create(
        _ plugin: LoadedPlugin, in pool: WorkerPool, for tenant: TenantContext, kind: String, settingsJSON: String,
        services: InstanceServices, isFresh: Bool = true, limitNanos: UInt64 = 25_000_000_000
    ) async throws(PluginRuntimeError) -> LiveInstance {
        guard plugin.source.manifest.isWorkerSafe else {
            throw PluginRuntimeError(
                .notConfigured,
                "\(plugin.id) cannot run in a worker for \(tenant.tenantId): its manifest does not say worker_safe: true. Use isolation: host"
            )
        }
        let handle = PluginRuntime.shared.handles.reserve()
        let proxy = WorkerInstance(
            try pool.worker(for: plugin, tenantId: tenant.tenantId), plugin: plugin, tenant: tenant, handle: handle,
            settingsJSON: settingsJSON, services: services)
        let instance = LiveInstance(plugin, for: tenant, kind: kind, services: services, handle: handle, code: .worker(proxy))
        PluginRuntime.shared.handles.bind(handle, to: instance)
        let failure: PluginRuntimeError? = await withCheckedContinuation { continuation in
            let turn = FirstOnly()
            proxy.create(isFresh: isFresh) { failure in
                guard turn.take() else { return }
                continuation.resume(
                    returning: failure.map {
                        PluginRuntimeError(
                            .createFailed, "\(plugin.id) cannot be enabled for \(tenant.tenantId): \($0.message)", cause: $0.description)
                    })
            }
            Task {
                try? await Task.sleep(nanoseconds: limitNanos)
                guard turn.take() else { return }
                continuation.resume(
                    returning: PluginRuntimeError(
                        .createTimedOut,
                        "\(plugin.id) cannot be enabled for \(tenant.tenantId): create in a worker took more than \(limitNanos / 1_000_000) ms"
                    ))
            }
        }
        guard let failure else { return instance }
        proxy.leave()
        PluginRuntime.shared.handles.remove(handle)
        throw failure
    }

    /// Where its code runs: `host` or `worker`.
    package var isolation: String { code.worker == nil ? "host" : "worker" }

    /// Whether it has a worker of its own because the shared one died while it was at work for it.
    package var isApart: Bool { code.worker?.worker.isApart == true }

    /// Why its worker does not serve it now; nil if all is well or the code is in this process.
    package var workerTrouble: String? { code.worker?.worker.trouble }

    /// How its worker ended last, with the backtrace.
    package var workerReport: WorkerReport? { code.worker?.worker.report }
}
