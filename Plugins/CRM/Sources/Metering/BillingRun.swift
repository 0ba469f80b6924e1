import PluginKit

/// Makes drafts from what was metered: of all contracts in force in a period, or of one.
///
/// Three round trips whatever the number of contracts: who is to be billed, the metering, the drafts. A run that is repeated makes no second
/// invoice: the database holds one for a contract and period.
struct BillingRun: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    /// Rounds of collection in an hour, by which hours are covered: Hosting's job `collect` runs each minute, and no setting changes that.
    static let roundsPerHour: Int64 = 60

    /// - Parameter contract: The only one to bill; nil for all.
    func run(_ inputs: BillingInputs, contract: Int64? = nil) async throws -> BillingOutcome {
        var outcome = BillingOutcome()
        let wanted = try await contracts(inputs, contract, &outcome)
        guard !wanted.isEmpty else { return outcome }
        let metered = try await meter(wanted, inputs)
        var drafts: [String: (metering: Metering, meteringId: String, document: InvoiceDocument, text: String)] = [:]
        for row in metered.meterings {
            guard let id = try row.text("contract_id"), let contract = wanted[id] else { continue }
            let metering = try Metering(row, gaps: inputs.gaps)
            guard metering.machines > 0 else {
                outcome.problems.append(try contract.problem(.noMachines))
                continue
            }
            let parts = contract.powerParts(metering, dayKWh: metered.dayKWh[id] ?? [])
            let mined = try contract.mined(inputs, metered.hashrates[id])
            let bill = bill(contract, metering, parts, mined, inputs)
            guard !bill.lacksPower else {
                outcome.problems.append(try contract.problem(.noPower))
                continue
            }
            guard let document = try contract.currency.flatMap({ InvoiceDocument(bill, currency: $0) }) else {
                outcome.problems.append(try contract.problem(.tooLarge))
                continue
            }
            let text = try document.text(
                contract: contract.row, issuer: settings.issuer, from: try contract.row.text("period_from") ?? "",
                to: try contract.row.text("period_to") ?? ""
            ) { json in
                metering.write(by: contract.terms.kind, to: &json)
                mined?.write(to: &json)
            }
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
                        json.field("period_from", try wanted[id]?.row.text("period_from"))
                        json.field("period_to", try wanted[id]?.row.text("period_to"))
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
                    id: try row.text("id") ?? "", contractId: id, client: try contract.row.text("client") ?? "",
                    currency: try contract.row.text("currency") ?? "", total: draft.document.total.text,
                    kWh: draft.metering.kWh.trimmedText, untoldKWh: draft.metering.untoldKWh.trimmedText,
                    estimatedKWh: draft.metering.estimatedKWh.trimmedText,
                    missingHours: draft.metering.hours.missing.trimmedText, machinesMissing: draft.metering.machinesMissing))
        }
        // Another run was faster.
        for id in drafts.keys.sorted() {
            if let contract = wanted[id] { outcome.problems.append(try contract.problem(.billedBefore)) }
        }
        return outcome
    }

    /// Who is to be billed, and with which prices; who is not stands in the outcome.
    private func contracts(_ inputs: BillingInputs, _ only: Int64?, _ outcome: inout BillingOutcome) async throws -> [String:
        BillingContract]
    {
        let (from, to) = (Value.text(inputs.from.text), Value.text(inputs.to.text))
        let calls = [
            Database.Call("billing_contracts", from, to, Value(only.map(String.init))), Database.Call("prices_in_period", from, to),
        ]
        var outcomes: [Database.Outcome]
        var network: NetworkBook?
        do {
            outcomes = try await context.database.batch(calls + [Database.Call("network_days", from, to)])
            network = try NetworkBook(outcomes[2].rows)
        } catch let error as PluginError where error.isNotInstalled {
            // The host knows, so the refusal costs nothing.
            outcomes = try await context.database.batch(calls)
        }
        let book = try PriceBook(outcomes[1].rows)
        var wanted: [String: BillingContract] = [:]
        for row in outcomes[0].rows {
            let terms = try ContractTerms(row)
            var contract = BillingContract(row: row, terms: terms, prices: [])
            if let problem = try obstacle(contract, inputs) {
                outcome.problems.append(problem)
                continue
            }
            if contract.isMined(inputs),
                let problem = try contract.take(network, from: try row.day("period_from"), to: try row.day("period_to"))
            {
                outcome.problems.append(problem)
                continue
            }
            if terms.passesStoredPrices, inputs.passedPricePerKWh == nil {
                switch book.cover(try PriceBook.Tariff(row), from: try row.day("period_from"), to: try row.day("period_to")) {
                case .whole(let prices): contract = BillingContract(row: row, terms: terms, prices: prices)
                case .missing(let day):
                    var problem = try contract.problem(.noPrice)
                    problem.day = day.text
                    outcome.problems.append(problem)
                    continue
                }
            }
            wanted[try contract.id] = contract
        }
        return wanted
    }

    private func meter(_ wanted: [String: BillingContract], _ inputs: BillingInputs) async throws -> MeteredContracts {
        let sorted = wanted.sorted { $0.key < $1.key }
        let periods = try Value.json { json in
            try json.array { json in
                for (id, contract) in sorted {
                    try json.object { json in
                        json.field("contract_id", id)
                        json.field("period_from", try contract.row.text("period_from"))
                        json.field("period_to", try contract.row.text("period_to"))
                    }
                }
            }
        }
        var calls = [
            Database.Call("meterings_prune"),
            Database.Call("meterings_make", periods, .text(inputs.gaps.rawValue), .integer(Self.roundsPerHour)),
        ]
        func ids(_ isOne: (BillingContract) -> Bool) -> Value {
            .json { json in json.array { json in for (id, contract) in sorted where isOne(contract) { json.value(id) } } }
        }
        calls.append(Database.Call("metering_days", ids { $0.prices.count > 1 }))
        calls.append(
            Database.Call(
                "hashrates_make", ids { !$0.network.isEmpty }, .text(inputs.gaps.rawValue), .integer(Self.roundsPerHour)))
        let outcomes = try await context.database.batch(calls)
        var metered = MeteredContracts(meterings: outcomes[1].rows)
        for row in outcomes[2].rows {
            let days = (try row.text("day_kwh") ?? "").split(separator: ",").compactMap { Decimal($0) }
            metered.dayKWh[try row.text("contract_id") ?? ""] = days
        }
        for row in outcomes[3].rows { metered.hashrates[try row.text("contract_id") ?? ""] = try MeteredHashrate(row) }
        return metered
    }

    private func bill(
        _ contract: BillingContract, _ metering: Metering, _ parts: [PowerPart], _ mined: MinedValue?, _ inputs: BillingInputs
    ) -> Bill {
        var period = metering.period(
            by: contract.terms.kind, passedPricePerKWh: inputs.passedPricePerKWh, minedRevenue: mined?.value ?? .zero)
        period.powerParts = parts
        return Bill(terms: contract.terms, period: period)
    }

    private func obstacle(_ contract: BillingContract, _ inputs: BillingInputs) throws -> BillingProblem? {
        func problem(_ code: BillingProblem.Code, _ other: String? = nil) throws -> BillingProblem {
            var problem = try contract.problem(code)
            problem.other = other
            return problem
        }
        if try contract.row.boolean("has_client") != true { return try problem(.noClient) }
        if let other = try contract.row.text("billed_by") { return try problem(.billedBefore, other) }
        if let other = try contract.row.text("other_contract") { return try problem(.twoContracts, other) }
        if let other = try contract.row.text("changing_contract") { return try problem(.scopeChanges, other) }
        if try contract.currency?.hasHundredths != true { return try problem(.noHundredths) }
        if contract.terms.sharesRevenue, inputs.minedRevenue == nil {
            if contract.terms.revenueBasis == .typed { return try problem(.noRevenue) }
            if try contract.row.text("currency") != MinedValue.meteredCurrency { return try problem(.notUSD) }
        }
        return nil
    }
}

extension Row {
    fileprivate func day(_ name: String) throws -> CalendarDay {
        guard let day = try text(name).flatMap({ CalendarDay($0) }) else { throw PluginError(.internal, "\(name): no day.") }
        return day
    }
}
