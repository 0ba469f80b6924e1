import PluginKit

/// Makes, issues and credits invoices. What was issued is never changed: no statement does, and the database's keys refuse it.
struct InvoiceStore: Sendable {
    let context: PluginContext

    static let notFound = PluginError(.notFound, "There is no such invoice.")

    /// Makes a draft and gives its id. Throws `InputFaults`.
    func draft(_ record: RecordDraft, issuer: Issuer) async throws -> String {
        let inputs = try PeriodInputs.read(record).get()
        guard let contract = try await context.database.query("contract_detail", .integer(inputs.contractId)).first else {
            throw InputFaults(faults: [
                FieldFault("contract_id", found: "\(inputs.contractId)", expected: FieldKind.id.expectation, kind: .id)
            ])
        }
        // Taken before others than those with hundredths were refused.
        let code = try contract.text("currency") ?? ""
        guard let currency = Currency(code), currency.hasHundredths else {
            throw InputFaults(faults: [FieldFault("currency", found: code, expected: FieldKind.currency.expectation, kind: .currency)])
        }
        let terms = try ContractTerms(contract)
        var period = inputs.period
        guard !terms.sharesRevenue || inputs.minedRevenue != nil else {
            let expected = "what was mined, since no reading tells it; 0 for nothing"
            throw InputFaults(faults: [FieldFault("mined_revenue", found: nil, expected: expected)])
        }
        if terms.passesStoredPrices, period.passedPricePerKWh == nil {
            period.powerParts = [
                PowerPart(price: try await storedPrice(contract, inputs), kWh: Bill(terms: terms, period: period).kWh)
            ]
        }
        let bill = Bill(terms: terms, period: period)
        guard !bill.lacksPower, !bill.lacksCurtailedPower else {
            // The form's blank field and a zero are the same: nothing would be credited for hours that the contract credits.
            let expected = "the power of a machine: hours \(bill.lacksPower ? "down" : "curtailed") are credited by it"
            throw InputFaults(faults: [FieldFault("power_watts", found: nil, expected: expected)])
        }
        guard let document = InvoiceDocument(bill, currency: currency) else {
            throw PluginError(.invalidArgument, "The amounts have more than 16 digits before the point.")
        }
        let text = try document.text(contract: contract, issuer: issuer, from: inputs.from, to: inputs.to) { json in
            inputs.write(to: &json)
            if terms.sharesRevenue { MinedValue.typed(period.minedRevenue).write(to: &json) }
        }
        let rows = try await context.database.query(
            "invoice_insert", .integer(inputs.contractId), .text(document.total.text), .text(text),
            .text(try contract.text("client_tenant") ?? ""))
        guard let id = try rows.first?.text("id") else { throw PluginError(.conflict, "The contract was removed meanwhile.") }
        return id
    }

    /// The one price of the whole period; what was not metered by day cannot be split. Throws `InputFaults`.
    private func storedPrice(_ contract: Row, _ inputs: PeriodInputs) async throws -> PowerPrice {
        let rows = try await context.database.query("prices_in_period", .text(inputs.from), .text(inputs.to))
        guard let from = CalendarDay(inputs.from), let to = CalendarDay(inputs.to),
            case .whole(let prices) = try PriceBook(rows).cover(try PriceBook.Tariff(contract), from: from, to: to), prices.count == 1
        else {
            throw InputFaults(faults: [
                FieldFault("price_per_kwh", found: nil, expected: "what a kWh cost: no one stored price holds for the whole period")
            ])
        }
        return prices[0]
    }

    /// One invoice with its document. Throws `.notFound`.
    func detail(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query("invoice_detail", .integer(id)).first else { throw Self.notFound }
        return row
    }

    /// Gives a draft the provider's next number. Throws `.notFound`, `.conflict` if it has one, and `InputFaults` if its amounts are wrong.
    func issue(_ id: Int64) async throws {
        // A draft's currency never changes, so what is read here holds below.
        if let fault = try Self.fault(ofDraft: try await detail(id)) { throw InputFaults(faults: [fault]) }
        let outcomes = try await context.database.batch(
            Database.Call("invoice_issue", .integer(id)), Database.Call("invoice_free", .integer(id)), Database.Call("client_copies"),
            Database.Call("client_reading_copies"), Database.Call("client_hashrate_copies"))
        guard outcomes[0].rows.isEmpty else { return }
        let row = try await detail(id)
        throw PluginError(.conflict, "This invoice was issued before, as number \(try row.integer("number") ?? 0).")
    }

    /// What keeps a draft from being issued; nil for what was issued, and for credit notes.
    static func fault(ofDraft row: Row) throws -> FieldFault? {
        guard try row.integer("number") == nil, try row.text("kind") == "invoice" else { return nil }
        return DraftCurrency.fault(try row.text("currency") ?? "", draft: try row.text("id") ?? "")
    }

    /// Gives the metered drafts of a period their numbers, all or none, and gives those. Throws `InputFaults` if amounts of one are wrong.
    func issue(from: CalendarDay, to: CalendarDay) async throws -> [Int64] {
        let wrong = try await context.database.query(
            "drafts_without_hundredths", .text(from.text), .text(to.text), .text(Currency.withHundredths.sorted().joined(separator: " ")))
        let faults = try wrong.compactMap { DraftCurrency.fault(try $0.text("currency") ?? "", draft: try $0.text("id") ?? "") }
        guard faults.isEmpty else { throw InputFaults(faults: faults) }
        let outcomes = try await context.database.batch(
            Database.Call("invoices_issue_period", .text(from.text), .text(to.text)), Database.Call("client_copies"),
            Database.Call("client_reading_copies"), Database.Call("client_hashrate_copies"))
        return try outcomes[0].rows.map { try $0["number"] }
    }

    /// Somebody who takes something back at the same moment makes the note be worked out anew, so often at most.
    private static let creditTries = 5

    /// Makes the draft of a note that takes back an issued invoice or a part of it, and gives its id. Throws `.notFound`, `InputFaults` for what is
    /// not left, and `.conflict` where nothing is or the invoice has other notes than were seen.
    func credit(_ id: Int64, _ draft: CreditDraft = .all) async throws -> String {
        for _ in 0..<Self.creditTries {
            let row = try await detail(id)
            guard try row.text("kind") == "invoice", try row.text("status") == "issued" else {
                throw PluginError(
                    .conflict, "A credit note is for an issued invoice: a draft can be deleted, and a note is not taken back.")
            }
            let notes = try await context.database.query("credit_notes", .integer(id))
            if let seen = draft.notesSeen, seen != notes.count {
                throw PluginError(
                    .conflict, "The invoice has \(notes.count) credit notes, and had \(seen) when you looked at it. Read it again.")
            }
            let invoice = try CreditedInvoice(document: row, notes: notes)
            let note = try draft.parts.map { try CreditNote($0, of: invoice) } ?? CreditNote(allOf: invoice)
            let seen = try notes.map { try $0.text("id") ?? "" }.joined(separator: ",")
            if let made = try await insert(note, of: id, beside: seen) { return made }
        }
        throw PluginError(.conflict, "Others take back parts of this invoice at the same moment. Read it again.")
    }

    /// Nil where the invoice has other notes by now.
    private func insert(_ note: CreditNote, of invoice: Int64, beside notes: String) async throws -> String? {
        let outcomes: [Database.Outcome]
        do throws(PluginError) {
            outcomes = try await context.database.batch(
                Database.Call("invoice_lock", .integer(invoice)),
                Database.Call("invoice_credit", .integer(invoice), .text(note.text), .text(notes)))
        } catch {
            // While the version before serves beside this one an invoice has one note.
            guard error.sqlState == "23505" else { throw error }
            throw PluginError(.conflict, "There is a credit note for this invoice already.")
        }
        return try outcomes[1].rows.first?.text("id")
    }

    /// Removes a draft. Throws `.notFound`, and `.conflict` if it was issued.
    func delete(_ id: Int64) async throws {
        guard try await context.database.execute("invoice_delete", .integer(id)) == 0 else { return }
        let number = try await detail(id).integer("number") ?? 0
        throw PluginError(.conflict, "Invoice number \(number) was issued and stays. Make a credit note.")
    }
}
