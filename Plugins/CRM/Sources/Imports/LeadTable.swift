import PluginKit

/// Leads from a table: every good row as a draft, every fault of every bad row with its line and column. Pure.
struct LeadTable: Sendable {
    static let mostRows = 5_000
    static let columns = RecordKind.lead.fields.map(\.name) + ["stage"]

    private(set) var drafts: [RecordDraft] = []
    /// The lines of the drafts, in their order.
    private(set) var lines: [Int] = []
    private(set) var faults: [FieldFault] = []
    /// How many rows have faults.
    private(set) var badRows = 0
    /// Whether the table itself can be read; if not, no row of it is certain.
    private(set) var isReadable = true

    private static let imported = RecordKind(
        name: "lead", plural: "leads", fields: RecordKind.lead.fields + [RecordField("stage", .choice(LeadStage.words))], filters: [])

    init(_ bytes: [UInt8]) {
        do throws(CSVFault) {
            read(try CSVReader.read(bytes).records)
        } catch {
            refuse(FieldFault("csv", found: error.found, expected: error.expected, line: error.line))
        }
    }

    private mutating func read(_ records: [CSVRecord]) {
        guard let head = records.first else {
            return refuse(
                FieldFault("csv", found: nil, expected: "a first line that names the columns: \(Self.columns.joined(separator: ", "))"))
        }
        let names = head.cells.map { $0.trimmingSpaces.lowercased() }
        var places: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            let isKnown = Self.columns.contains(name)
            guard isKnown, places[name] == nil else {
                let choice = isKnown ? nil : FieldKind.choice(Self.columns)
                let expected = choice?.expectation ?? "each column once"
                refuse(
                    FieldFault(
                        name.isEmpty ? "(blank)" : name, found: name, expected: expected, kind: choice, line: head.line, column: index + 1))
                continue
            }
            places[name] = index + 1
        }
        if places["name"] == nil { refuse(FieldFault("name", found: nil, expected: "a column of this name", line: head.line)) }
        if records.count - 1 > Self.mostRows {
            refuse(FieldFault("csv", found: "\(records.count - 1) rows", expected: "at most \(Self.mostRows) rows"))
        }
        guard isReadable else { return }
        for record in records.dropFirst() { read(record, places) }
    }

    private mutating func read(_ record: CSVRecord, _ places: [String: Int]) {
        guard record.cells.count == places.count else {
            badRows += 1
            faults.append(
                FieldFault(
                    "(row)", found: "\(record.cells.count) cells", expected: "\(places.count) cells, as the first line has",
                    line: record.line,
                    column: min(record.cells.count, places.count) + 1))
            return
        }
        var texts: [String: String] = [:]
        for (name, place) in places {
            let text = record.cells[place - 1]
            // A stage that is left out is the first one.
            if name != "stage" || !text.trimmingSpaces.isEmpty { texts[name] = name == "stage" ? text.lowercased() : Self.unmarked(text) }
        }
        let draft = RecordDraft(texts, of: Self.imported, isNew: true, line: record.line, columns: places)
        if draft.faults.isEmpty {
            drafts.append(draft)
            lines.append(record.line)
        } else {
            badRows += 1
            faults += draft.faults
        }
    }

    /// An export puts an apostrophe before what a spreadsheet would take for a formula; here it goes again.
    private static func unmarked(_ text: String) -> String {
        guard text.hasPrefix("'"), let second = text.dropFirst().first, "=+-@\t\r".contains(second) else { return text }
        return String(text.dropFirst())
    }

    private mutating func refuse(_ fault: FieldFault) {
        isReadable = false
        faults.append(fault)
    }
}
