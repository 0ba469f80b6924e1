import Hummingbird

/// The runs of jobs, as JSON.
struct JobEndpoints: Sendable {
    let jobs: any JobListing

    var routes: [HostRoute] {
        [
            HostRoute(
                .get, "/api/v1/jobs", access: .member(.guest),
                documentation: RouteDocumentation(
                    summary: "Runs of jobs that you may see, the newest first", tag: "jobs", query: ["page", "per_page"],
                    answer: Schemas.list(Schemas.job))
            ) { try await list($0, $1) }
        ]
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let paging = try Paging(request)
        let found = try await jobs.runs(visibleTo: context.requireSession(), page: paging.page, perPage: paging.perPage)
        return JSONAnswer.list(found.runs.map(Self.describe), total: found.total, page: paging.page, perPage: paging.perPage)
    }

    private static func describe(_ run: JobRunSummary) -> JSONValue {
        [
            "id": .string(run.id), "job": .string(run.job), "plugin": .string(run.plugin), "tenant": .string(run.tenant),
            "state": .string(run.state), "attempt": .int(run.attempt), "due_at": JSONAnswer.time(run.dueAt),
            "started_at": JSONAnswer.time(run.startedAt), "finished_at": JSONAnswer.time(run.finishedAt),
            "message": run.message.map { .string($0) } ?? .null,
        ]
    }
}
