import Foundation
import HostJobs
import HostPlugins
import HostTenancy
import Logging

/// Keeps the queue's schedules as the enabled instances' manifests declare them, and its limits as their quotas say.
struct Schedules: Sendable {
    let parts: HostParts

    /// Declares now and after each change of the directory, until the task is cancelled.
    func keep() async {
        let changes = parts.directory.changes()
        await declare(parts.directory.snapshot)
        for await change in changes {
            for edit in change.instances where edit.before?.isEnabled == true && edit.after?.isEnabled != true {
                guard let tenant = change.snapshot.tenant(id: edit.before?.tenantId ?? "") else { continue }
                await parts.scheduler.cancel(tenantKey: tenant.key.rawValue, plugin: edit.before?.plugin ?? "")
            }
            await declare(change.snapshot)
        }
    }

    func declare(_ snapshot: DirectorySnapshot) async {
        var jobs: [ScheduledJob] = snapshot.tenant(key: .operator) == nil ? [] : parts.maintenance.jobs
        var unknown: [(tenantKey: Int64, plugin: String)] = []
        var limits: [JobInstance: Int] = [:]
        for tenant in snapshot.tenants where tenant.kind != .operator {
            for instance in snapshot.instances(tenant: tenant.id) where snapshot.isServed(tenant: tenant.id, plugin: instance.plugin) {
                guard let manifest = parts.plugins.version(of: instance.plugin, for: tenant)?.source.manifest else {
                    unknown.append((tenant.key.rawValue, instance.plugin))
                    continue
                }
                if let slots = parts.plugins.limits(tenant: tenant, plugin: instance.plugin)?.jobSlots, slots < tenant.slots {
                    limits[JobInstance(tenantKey: tenant.key.rawValue, plugin: instance.plugin)] = slots
                }
                jobs += manifest.jobs.compactMap { ScheduledJob($0, tenantKey: tenant.key.rawValue, plugin: manifest.id) }
            }
        }
        while !Task.isCancelled {
            do {
                // Before a schedule fires under a limit that is new.
                try await parts.scheduler.limit(
                    limits, leaving: Set(unknown.map { JobInstance(tenantKey: $0.tenantKey, plugin: $0.plugin) }))
                try await parts.scheduler.queue.declare(jobs, leaving: unknown)
                parts.scheduler.wake()
                return
            } catch {
                parts.logger.warning("schedules not written; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}

extension ScheduledJob {
    /// Nil for a job that only runs when asked for.
    init?(_ declaration: JobDeclaration, tenantKey: Int64, plugin: String) {
        let recurrence: Recurrence
        switch declaration.schedule {
        case .onDemand: return nil
        case .every(let seconds): recurrence = .every(milliseconds: Int64(seconds) * 1_000)
        case .cron(let text, let zone):
            guard let expression = try? CronExpression(text), let timeZone = TimeZone(identifier: zone) else { return nil }
            recurrence = .cron(expression, timeZone: timeZone)
        }
        self.init(
            tenantKey: tenantKey, plugin: plugin, job: declaration.name, recurrence: recurrence,
            retry: RetryPolicy(attempts: declaration.attempts), deadlineMilliseconds: declaration.deadlineSeconds * 1_000)
    }
}
