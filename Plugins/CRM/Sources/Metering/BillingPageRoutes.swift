import PluginKit

/// The page of the invoice run: drafts of a month for all contracts, what stood in the way, and issuing them; and one contract's form.
struct BillingPageRoutes: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    @ListBuilder<Route> var routes: [Route] {
        Route("billing_page") { _ in page(texts: [:], faults: [], outcome: nil, issued: nil) }
        Route("billing_form", run)
        Route("contract_billing_form", billContract)
    }

    @Sendable private func run(_ request: Request) async throws -> Response {
        var texts = try request.formTexts()
        let wantsIssue = texts.removeValue(forKey: "action") == "issue"
        do {
            let inputs = try read(texts)
            guard wantsIssue else {
                let outcome = try await BillingRun(context: context, settings: settings).run(inputs)
                return page(texts: texts, faults: [], outcome: outcome, issued: nil)
            }
            let numbers = try await InvoiceStore(context: context).issue(from: inputs.from, to: inputs.to)
            return page(texts: texts, faults: [], outcome: nil, issued: numbers.count)
        } catch let error as InputFaults {
            return page(texts: texts, faults: error.faults, outcome: nil, issued: nil)
        }
    }

    @Sendable private func billContract(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        do {
            let outcome = try await BillingRun(context: context, settings: settings).run(try read(texts), contract: id)
            if let draft = outcome.drafts.first { return .redirect(to: "/crm/invoices/\(draft.id)") }
            return page(texts: texts, faults: [], outcome: outcome, issued: nil)
        } catch let error as InputFaults {
            return page(texts: texts, faults: error.faults, outcome: nil, issued: nil)
        }
    }

    private func read(_ texts: [String: String]) throws -> BillingInputs {
        try BillingInputs.read(RecordDraft(texts, of: BillingInputs.kind, isNew: true), gaps: settings.gapRule, now: context.clock.now)
            .get()
    }

    private func page(texts: [String: String], faults: [FieldFault], outcome: BillingOutcome?, issued: Int?) -> Response {
        .page("billing", title: "billing.title", status: faults.isEmpty ? 200 : 422) { json in
            FaultWriter.write("faults", faults, to: &json)
            json.field("month", texts["month"] ?? Self.lastMonth(context.clock.now))
            json.field("price_per_kwh", texts["price_per_kwh"] ?? "")
            let gaps = texts["gaps"].flatMap(GapRule.init(rawValue:)) ?? settings.gapRule
            json.field("is_estimate", gaps == .estimate)
            if let outcome {
                json.object("outcome") { json in
                    outcome.write(to: &json)
                    json.field("has_drafts", !outcome.drafts.isEmpty)
                    json.field("has_problems", !outcome.problems.isEmpty)
                }
            }
            if let issued { json.object("issued") { $0.field("count", issued) } }
        }
    }

    /// The month before that of `now`: `2026-10`.
    static func lastMonth(_ now: Timestamp) -> String {
        let today = CalendarDay(number: Int(now.unixMicros / 86_400_000_000))
        return String(CalendarDay.first(year: today.year, month: today.month).adding(days: -1).text.prefix(7))
    }
}
