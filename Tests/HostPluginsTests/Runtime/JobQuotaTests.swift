import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Testing

@testable import HostJobs
@testable import HostPlugins

@Suite("Job slots of one plugin within its tenant's", .timeLimit(.minutes(3)))
struct JobQuotaTests {
    private let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 3, isEnabled: true)

    private func snapshot(_ generation: Int64, quotas: [String: Int] = [:]) -> DirectorySnapshot {
        DirectorySnapshot(
            generation: generation, tenants: [alpha],
            instances: [
                HostTenancy.PluginInstance(tenantId: "alpha", plugin: "test", isEnabled: true, quotas: quotas, version: generation)
            ])
    }

    @Test("The limit is the tenant's slots, or less where manifest, file or tenant say so; runs under way and waits are shown")
    func limits() async throws {
        let host = try TestPlugin.host()
        let manifest = try TestPlugin.manifest(calls: "inline", more: "quotas: {job_slots: 2}")
        await host.load([RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library())])
        func reading() -> UsageReading? {
            host.usage(tenantKey: alpha.key.rawValue, plugin: "test")?.first { $0.quota == .jobSlots }
        }
        await host.apply(snapshot(1))
        #expect(reading() == UsageReading(quota: .jobSlots, limit: 2, used: 0, refusals: 0))
        #expect(host.limits(tenant: alpha, plugin: "test")?.jobSlots == 2)
        #expect(await host.setPolicies(["test": PluginPolicy(quotas: ["job_slots": 900])]))
        #expect(reading()?.limit == 3, "no more than the tenant has")
        #expect(await host.setPolicies(["test": PluginPolicy(quotas: ["job_slots": 900])]) == false)
        await host.apply(snapshot(2, quotas: ["job_slots": 1]))
        #expect(reading()?.limit == 1 && host.limits(tenant: alpha, plugin: "test")?.jobSlots == 1)

        let run = JobRun(
            id: 1, tenantKey: alpha.key.rawValue, slot: 1, plugin: "test", job: "hang", arguments: nil, attempt: 1, retry: RetryPolicy(),
            deadlineMilliseconds: 60_000, dueAtMicros: 0, fence: 1)
        let task = Task { await host.execute(run, deadlineNanos: monotonicNanos() + 300_000_000_000) }
        await eventually { reading()?.used == 1 }
        host.heldBack([
            JobInstance(tenantKey: alpha.key.rawValue, plugin: "test"), JobInstance(tenantKey: alpha.key.rawValue, plugin: "gone"),
        ])
        #expect(reading() == UsageReading(quota: .jobSlots, limit: 1, used: 1, refusals: 1))
        task.cancel()
        #expect(await task.value == .cancelled(reason: "as you wish"))
        #expect(reading()?.used == 0)
        await host.close()
    }
}
