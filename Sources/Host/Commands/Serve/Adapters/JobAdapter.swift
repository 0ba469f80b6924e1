import Foundation
import HostJobs
import HostWeb

/// The queue as the web server needs it.
struct JobAdapter: JobListing {
    let queue: JobQueue

    func runs(visibleTo session: MemberSession, page: Int, perPage: Int) async throws -> JobPage {
        // An operator sees that jobs ran, for all tenants: it runs the host. Rows of tenants' data are another matter.
        let sight = session.tenantKind == .operator ? 0...Int64.max : session.sight
        let (runs, total) = try await queue.runs(sight: sight, offset: (page - 1) * perPage, limit: perPage)
        return JobPage(
            runs: runs.map { run in
                JobRunSummary(
                    id: String(run.id), job: run.job, plugin: run.plugin, tenant: run.tenant, state: run.state, attempt: run.attempt,
                    dueAt: Date(micros: run.dueAtMicros), startedAt: run.startedAtMicros.map(Date.init(micros:)),
                    finishedAt: run.endedAtMicros.map(Date.init(micros:)), message: run.message)
            }, total: total)
    }
}
