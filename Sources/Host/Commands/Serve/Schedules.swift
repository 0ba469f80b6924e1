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
        await declare()
        for await change in changes {
            for edit in change.instances where edit.before?.isEnabled == true && edit.after?.isEnabled != true {
                guard let tenant = change.snapshot.tenant(id: edit.before?.tenantId ?? "") else { continue }
                await parts.scheduler.cancel(tenantKey: tenant.key.rawValue, plugin: edit.before?.plugin ?? "")
            }
            await declare()
        }
    }

    /// Writes what the directory and the plugins say when it gets through: a newer state than that of the call, if the database was away.
    func declare() async {
        while !Task.isCancelled {
            let wanted = wanted(parts.directory.snapshot)
            do {
                // Before a schedule fires under a limit that is new.
                try await parts.scheduler.limit(wanted.limits, leaving: Set(wanted.unknown))
                try await parts.scheduler.queue.declare(wanted.jobs, leaving: wanted.unknown.map { ($0.tenantKey, $0.plugin) })
                parts.scheduler.wake()
                // Others declare too: whoever writes last must have written the newest.
                if self.wanted(parts.directory.snapshot) == wanted { return }
            } catch {
                parts.logger.warning("schedules not written; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private struct Wanted: Equatable {
        var jobs: [ScheduledJob]
        /// Whose manifests this host does not have.
        var unknown: [JobInstance] = []
        var limits: [JobInstance: Int] = [:]
    }

    private func wanted(_ snapshot: DirectorySnapshot) -> Wanted {
        var wanted = Wanted(jobs: snapshot.tenant(key: .operator) == nil ? [] : parts.maintenance.jobs)
        for tenant in snapshot.tenants where tenant.kind != .operator {
            for instance in snapshot.instances(tenant: tenant.id) where snapshot.isServed(tenant: tenant.id, plugin: instance.plugin) {
                guard let manifest = parts.plugins.versionToSchedule(of: instance.plugin, for: tenant)?.source.manifest else {
                    wanted.unknown.append(JobInstance(tenantKey: tenant.key.rawValue, plugin: instance.plugin))
                    continue
                }
                if let slots = parts.plugins.limits(tenant: tenant, plugin: instance.plugin)?.jobSlots, slots < tenant.slots {
                    wanted.limits[JobInstance(tenantKey: tenant.key.rawValue, plugin: instance.plugin)] = slots
                }
                wanted.jobs += manifest.jobs.compactMap { ScheduledJob($0, tenantKey: tenant.key.rawValue, plugin: manifest.id) }
            }
        }
        return wanted
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
