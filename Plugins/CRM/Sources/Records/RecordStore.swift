import PluginKit

/// Writes records of one kind. What the database refuses becomes a fault that names the field, or a conflict that says why.
struct RecordStore: Sendable {
    let context: PluginContext
    let kind: RecordKind

    /// Writes a new record and gives its row. Throws the faults of what it refers to as `FieldFault`.
    func insert(_ draft: RecordDraft, author: String?) async throws -> Row {
        if let fault = kind.check(draft, nil, [:]) { throw fault }
        try await checkReferences(draft)
        let parameters = kind.name == RecordKind.activity.name ? [draft.asRows, Value(author)] : [draft.asRows]
        return try await written(Database.Call("\(kind.name)_insert", parameters: parameters)).one()
    }

    /// Changes what the draft gives; throws `.notFound` if there is no such record.
    func update(_ id: Int64, _ draft: RecordDraft) async throws -> Row {
        try await checkReferences(draft)
        guard let row = try await written(Database.Call("\(kind.name)_update", .integer(id), draft.asChange)).first else { throw notFound }
        return row
    }

    /// A form's texts without a currency that stays as it is, though it is no longer taken: all else of the record can be changed then.
    func texts(_ texts: [String: String], changing id: Int64) async throws -> [String: String] {
        guard let given = texts["currency"]?.trimmingSpaces, FieldKind.currency.read(given) == nil,
            try await context.database.query("\(kind.name)_detail", .integer(id)).first?.text("currency") == given
        else { return texts }
        return texts.filter { $0.key != "currency" }
    }

    /// Removes a record; throws `.notFound`, and `.conflict` while others refer to it.
    func delete(_ id: Int64) async throws(PluginError) {
        let count: Int
        do throws(PluginError) {
            count = try await context.database.execute("\(kind.name)_delete", .integer(id))
        } catch {
            guard error.sqlState == Self.missingReference else { throw error }
            throw PluginError(.conflict, "This \(kind.name) has records that refer to it. Delete those first.")
        }
        guard count == 1 else { throw notFound }
    }

    /// Removes what the form of a record's own page names, whose sender said to be sure; false where others refer to it, as the page then tells.
    /// Throws `.notFound`, and `.invalidArgument` for a form without that.
    func delete(_ id: Int64, sentBy request: Request) async throws -> Bool {
        guard try request.formTexts()["sure"] == "1" else {
            throw PluginError(.invalidArgument, "Removing cannot be undone: the box above the button has to be ticked.")
        }
        do throws(PluginError) {
            try await delete(id)
            return true
        } catch {
            guard error.code == .conflict else { throw error }
            return false
        }
    }

    /// A client that is named must be one of this tenant's, a site one that it sees.
    private func checkReferences(_ draft: RecordDraft) async throws {
        for field in kind.fields where field.kind == .tenant || field.kind == .site {
            guard let id = draft.values[field.name] ?? nil, !id.isEmpty else { continue }
            let rows =
                field.kind == .tenant
                ? try await context.database.query("client_named", .text(id))
                : try await context.database.query("site_named", Value(Int64(id)))
            guard rows.isEmpty else { continue }
            throw FieldFault(field.name, found: id, expected: field.kind.expectation, kind: field.kind)
        }
    }

    var notFound: PluginError { PluginError(.notFound, "There is no such \(kind.name).") }

    private static let missingReference = "23503"

    private func written(_ call: Database.Call) async throws -> Rows {
        do throws(PluginError) {
            return try await context.database.batch(call)[0].rows
        } catch {
            switch error.sqlState {
            case Self.missingReference:
                guard let field = kind.fields.first(where: { $0.kind == .id }) else { throw error }
                throw FieldFault(field.name, found: "an id that leads nowhere", expected: field.kind.expectation, kind: field.kind)
            // Of what can be written only the days of a price are unique, and only first and last days are checked against each other.
            case "23505": throw PriceRules.taken(nil)
            case "23514": throw FieldFault("ends_on", found: "a day before starts_on", expected: "starts_on or a later day")
            default: throw error
            }
        }
    }
}
