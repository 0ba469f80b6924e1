package import Foundation

/// The runs of jobs that a member may see.
package protocol JobListing: Sendable {
    /// The newest first. `page` from 1.
    func runs(visibleTo session: MemberSession, page: Int, perPage: Int) async throws -> JobPage
}

/// One page of runs.
package struct JobPage: Sendable {
    package let runs: [JobRunSummary]
    package let total: Int
    package init(runs: [JobRunSummary], total: Int) {
        self.runs = runs
        self.total = total
    }
}

/// One run of a job.
package struct JobRunSummary: Sendable {
    package let id: String
    package let job: String
    package let plugin: String
    package let tenant: String
    package let state: String
    package let attempt: Int
    package let dueAt: Date
    package let startedAt: Date?
    package let finishedAt: Date?
    package let message: String?

    package init(
        id: String, job: String, plugin: String, tenant: String, state: String, attempt: Int, dueAt: Date, startedAt: Date?,
        finishedAt: Date?, message: String?
    ) {
        self.id = id
        self.job = job
        self.plugin = plugin
        self.tenant = tenant
        self.state = state
        self.attempt = attempt
        self.dueAt = dueAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.message = message
    }
}
