import PluginKit

/// `/api/v1/crm/leads/{id}/stage` and the same of deals.
struct StageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("move_lead") { try await move($0, .lead, LeadStage.self) }
        Route("move_deal") { try await move($0, .deal, DealStage.self) }
    }

    private func move<To: Stage>(_ request: Request, _ kind: RecordKind, _ stages: To.Type) async throws -> Response {
        let id = try request.integerParameter("id")
        let given = try request.recordJSON()["stage"]
        guard let stage = given?.string.flatMap(To.init(rawValue:)) else {
            let choice = FieldKind.choice(To.words)
            return Response.invalid([FieldFault("stage", found: given?.string, expected: choice.expectation, kind: choice)])
        }
        try await StageMove<To>(context: context, kind: kind).move(id, to: stage, author: request.member)
        guard let row = try await context.database.query("\(kind.name)_detail", .integer(id)).first else {
            throw RecordStore(context: context, kind: kind).notFound
        }
        return .json { json in json.object { $0.fields(row) } }
    }
}
