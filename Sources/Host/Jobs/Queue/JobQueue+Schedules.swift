package import Foundation
import PostgresClient

extension JobQueue {
    /// Makes the schedules fit what is declared now, over all enabled instances.
    ///
    /// - Parameter leaving: Instances that are enabled but whose plugin this host does not run: their schedules are another host's to make.
    package func declare(_ jobs: [ScheduledJob], leaving: [(tenantKey: Int64, plugin: String)] = [], now: Date = Date()) async throws {
        let declared = try json(jobs.compactMap { ScheduleRow($0, now: now) })
        let kept = try json(
            jobs.map { KeptRow(tenant: $0.tenantKey, plugin: $0.plugin, job: $0.job) }
                + leaving.map { KeptRow(tenant: $0.tenantKey, plugin: $0.plugin, job: nil) })
        _ = try await pool.execute([
            (JobStatements.upsertSchedules, [.text(declared)]), (JobStatements.pruneSchedules, [.text(kept)]),
            (JobStatements.syncSlots, []), (JobStatements.wake, [.text("")]),
        ])
    }

    /// Enqueues what is due by now. - Returns: how many schedules fired.
    func fireDue(now: Date = Date()) async throws -> Int {
        try await pool.withSession { session in
            try await session.transaction { session in
                let due = try await session.query(JobStatements.dueSchedules)
                guard due.rowCount > 0 else { return 0 }
                var fired: [FiredRow] = []
                for row in 0..<due.rowCount {
                    guard let tenant = due.integer(row: row, column: 0), let plugin = due.text(row: row, column: 1),
                        let job = due.text(row: row, column: 2),
                        let recurrence = Recurrence(
                            everyMilliseconds: due.integer(row: row, column: 3), cron: due.text(row: row, column: 4),
                            timeZone: due.text(row: row, column: 5))
                    else { continue }
                    let next = recurrence.next(after: now, identity: "\(tenant)/\(plugin)/\(job)") ?? .distantFuture
                    fired.append(FiredRow(tenant: tenant, plugin: plugin, job: job, next_ms: next.unixMilliseconds))
                }
                _ = try await session.query(JobStatements.beginFilling)
                _ = try await session.query(JobStatements.fireSchedules, .text(try json(fired)))
                _ = try await session.query(JobStatements.wake, .text(""))
                return fired.count
            }
        }
    }

    /// Holds a scheduled job back, or lets it go on; false if the tenant has no such job.
    package func setPaused(_ paused: Bool, tenant: String, plugin: String, job: String) async throws -> Bool {
        try await pool.execute([(JobStatements.pause, [.text(plugin), .text(job), .text(tenant), .bool(paused)])])[0].affected == 1
    }
}

extension Recurrence {
    init?(everyMilliseconds: Int64?, cron: String?, timeZone: String?) {
        if let everyMilliseconds {
            self = .every(milliseconds: everyMilliseconds)
        } else if let cron, let expression = try? CronExpression(cron), let zone = TimeZone(identifier: timeZone ?? "UTC") {
            self = .cron(expression, timeZone: zone)
        } else {
            return nil
        }
    }
}

extension Date {
    /// Bounded so that the far future fits PostgreSQL's timestamps.
    fileprivate var unixMilliseconds: Int64 { Int64(min(timeIntervalSince1970, 250_000_000_000) * 1_000) }
}

private struct KeptRow: Encodable {
    let tenant: Int64
    let plugin: String
    let job: String?
}

private struct FiredRow: Encodable {
    let tenant: Int64
    let plugin: String
    let job: String
    let next_ms: Int64
}

private struct ScheduleRow: Encodable {
    let tenant: Int64
    let plugin: String
    let job: String
    let every_ms: Int64?
    let cron: String?
    let time_zone: String
    let priority: Int
    let attempts: Int
    let backoff_ms: Int
    let deadline_ms: Int
    let next_ms: Int64

    init?(_ declaration: ScheduledJob, now: Date) {
        guard let recurrence = declaration.recurrence else { return nil }
        tenant = declaration.tenantKey
        plugin = declaration.plugin
        job = declaration.job
        priority = declaration.priority
        attempts = declaration.retry.attempts
        backoff_ms = declaration.retry.backoffMilliseconds
        deadline_ms = declaration.deadlineMilliseconds
        next_ms = (recurrence.next(after: now, identity: declaration.identity) ?? .distantFuture).unixMilliseconds
        switch recurrence {
        case .every(let milliseconds):
            every_ms = milliseconds
            cron = nil
            time_zone = "UTC"
        case .cron(let expression, let timeZone):
            every_ms = nil
            cron = expression.text
            time_zone = timeZone.identifier
        }
    }
}
