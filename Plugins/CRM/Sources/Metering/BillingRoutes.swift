import PluginKit

/// `/api/v1/crm/contracts/{id}/billing` and `/api/v1/crm/billing`: drafts from telemetry, of one contract and of all; and issuing a period's.
struct BillingRoutes: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    private var run: BillingRun { BillingRun(context: context, settings: settings) }

    @ListBuilder<Route> var routes: [Route] {
        Route("bill_contract", billContract)
        Route("bill_period", billPeriod)
        Route("issue_period", issuePeriod)
    }

    @Sendable private func billContract(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let row = try await context.database.query("contract_detail", .integer(id)).first else {
            throw RecordStore(context: context, kind: .contract).notFound
        }
        if try row.text("client_tenant")?.isEmpty != false {
            return Response.invalid([
                FieldFault("client_tenant", found: nil, expected: "a contract that names a client's tenant", kind: .tenant)
            ])
        }
        return try await answer(request) { inputs in
            if let minedRevenue = inputs.minedRevenue, minedRevenue > .zero, try row.text("kind") != ContractKind.revenueShare.rawValue {
                throw InputFaults(faults: [
                    FieldFault("mined_revenue", found: minedRevenue.text, expected: "nothing for a contract without a share of it")
                ])
            }
            return try await run.run(inputs, contract: id)
        }
    }

    @Sendable private func billPeriod(_ request: Request) async throws -> Response {
        try await answer(request) { inputs in
            guard inputs.minedRevenue == nil else {
                throw InputFaults(faults: [
                    FieldFault("mined_revenue", found: inputs.minedRevenue?.text, expected: "nothing: each contract's is its own")
                ])
            }
            return try await run.run(inputs)
        }
    }

    @Sendable private func issuePeriod(_ request: Request) async throws -> Response {
        do {
            let inputs = try read(try request.recordJSON())
            let numbers = try await InvoiceStore(context: context).issue(from: inputs.from, to: inputs.to)
            return .json { json in
                json.object { json in
                    json.field("issued_count", numbers.count)
                    json.field("first_number", numbers.min())
                    json.field("last_number", numbers.max())
                }
            }
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    private func answer(_ request: Request, _ body: (BillingInputs) async throws -> BillingOutcome) async throws -> Response {
        do {
            let outcome = try await body(try read(try request.recordJSON()))
            return .json(status: outcome.drafts.isEmpty ? 200 : 201, capacity: 4_096) { json in
                json.object { outcome.write(to: &$0) }
            }
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    private func read(_ json: JSONValue) throws -> BillingInputs {
        try BillingInputs.read(
            RecordDraft(json: json, of: BillingInputs.kind, isNew: true), gaps: settings.gapRule, now: context.clock.now
        ).get()
    }
}
