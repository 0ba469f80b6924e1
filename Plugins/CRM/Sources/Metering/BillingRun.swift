import PluginKit

/// Makes drafts from what was metered: of all contracts in force in a period, or of one.
///
/// Three round trips whatever the number of contracts: who is to be billed, the metering, the drafts. A run that is repeated makes no second
/// invoice: the database holds one for a contract and period.
struct BillingRun: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    /// - Parameter contract: The only one to bill; nil for all.
    func run(_ inputs: BillingInputs, contract: Int64? = nil) async throws -> BillingOutcome {
        var outcome = BillingOutcome()
        let contracts = try await context.database.query(
            "billing_contracts", .text(inputs.from.text), .text(inputs.to.text), Value(contract.map(String.init)))
        var wanted: [String: Row] = [:]
        for row in contracts {
            if let problem = try obstacle(row, inputs) {
                outcome.problems.append(problem)
            } else {
                wanted[try row.text("id") ?? ""] = row
            }
        }
        guard !wanted.isEmpty else { return outcome }
        let meterings = try await meter(wanted, inputs)
        var drafts: [String: (metering: Metering, meteringId: String, document: InvoiceDocument, text: String)] = [:]
        for row in meterings {
            guard let id = try row.text("contract_id"), let contract = wanted[id] else { continue }
            let metering = try Metering(row, gaps: inputs.gaps)
            guard metering.machines > 0 else {
                outcome.problems.append(try problem(contract, .noMachines))
                continue
            }
            guard let document = try document(contract, metering, inputs) else {
                outcome.problems.append(try problem(contract, .tooLarge))
                continue
            }
            let text = try document.text(
                contract: contract, from: try contract.text("period_from") ?? "", to: try contract.text("period_to") ?? ""
            ) { metering.write(to: &$0) }
            drafts[id] = (metering, try row.text("metering_id") ?? "", document, text)
        }
        guard !drafts.isEmpty else { return outcome }
        let parameter = try Value.json { json in
            try json.array { json in
                for (id, draft) in drafts.sorted(by: { $0.key < $1.key }) {
                    try json.object { json in
                        json.field("contract_id", id)
                        json.field("metering_id", draft.meteringId)
                        json.field("total", draft.document.total.text)
                        json.field("document", draft.text)
                        json.field("period_from", try wanted[id]?.text("period_from"))
                        json.field("period_to", try wanted[id]?.text("period_to"))
                    }
                }
            }
        }
        for row in try await context.database.query("invoices_insert_metered", parameter) {
            guard let id = try row.text("contract_id"), let draft = drafts.removeValue(forKey: id), let contract = wanted[id] else {
                continue
            }
            outcome.drafts.append(
                BillingOutcome.Draft(
                    id: try row.text("id") ?? "", contractId: id, client: try contract.text("client") ?? "",
                    currency: try contract.text("currency") ?? "", total: draft.document.total.text,
                    missingHours: draft.metering.missingHours.trimmedText, machinesMissing: draft.metering.machinesMissing))
        }
        // Another run was faster.
        for id in drafts.keys.sorted() {
            if let contract = wanted[id] { outcome.problems.append(try problem(contract, .billedBefore)) }
        }
        return outcome
    }

    private func meter(_ wanted: [String: Row], _ inputs: BillingInputs) async throws -> Rows {
        let periods = try Value.json { json in
            try json.array { json in
                for (id, row) in wanted.sorted(by: { $0.key < $1.key }) {
                    try json.object { json in
                        json.field("contract_id", id)
                        json.field("period_from", try row.text("period_from"))
                        json.field("period_to", try row.text("period_to"))
                    }
                }
            }
        }
        let outcomes = try await context.database.batch(
            Database.Call("meterings_prune"),
            Database.Call("meterings_make", periods, .text(inputs.gaps.rawValue), .integer(settings.roundsPerHour)))
        return outcomes[1].rows
    }

    private func document(_ contract: Row, _ metering: Metering, _ inputs: BillingInputs) throws -> InvoiceDocument? {
        let period = metering.period(passedPricePerKWh: inputs.passedPricePerKWh, minedRevenue: inputs.minedRevenue ?? .zero)
        guard let currency = try contract.text("currency").flatMap(Currency.init) else { return nil }
        return InvoiceDocument(Bill(terms: try ContractTerms(contract), period: period), currency: currency)
    }

    private func obstacle(_ contract: Row, _ inputs: BillingInputs) throws -> BillingProblem? {
        if try contract.boolean("has_client") != true { return try problem(contract, .noClient) }
        if let other = try contract.text("billed_by") { return try problem(contract, .billedBefore, other) }
        if let other = try contract.text("other_contract") { return try problem(contract, .twoContracts, other) }
        let terms = try ContractTerms(contract)
        if terms.kind == .revenueShare, !terms.revenueSharePercent.isZero, inputs.minedRevenue == nil {
            return try problem(contract, .noRevenue)
        }
        return nil
    }

    private func problem(_ contract: Row, _ code: BillingProblem.Code, _ other: String? = nil) throws -> BillingProblem {
        BillingProblem(contractId: try contract.text("id") ?? "", client: try contract.text("client") ?? "", code: code, other: other)
    }
}
