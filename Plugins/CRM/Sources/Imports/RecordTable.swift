import PluginKit

/// Records from a table: every good row as a draft, every fault of every bad row with its line and column. Pure.
struct RecordTable: Sendable {
    static let mostRows = 5_000

    let kind: RecordKind

    private(set) var drafts: [RecordDraft] = []
    /// The lines of the drafts, in their order.
    private(set) var lines: [Int] = []
    private(set) var faults: [FieldFault] = []
    /// How many rows have faults.
    private(set) var badRows = 0
    /// Whether the table itself can be read; if not, no row of it is certain.
    private(set) var isReadable = true

    init(_ bytes: [UInt8], of kind: RecordKind) {
        self.kind = kind
        do throws(CSVFault) {
            read(try CSVReader.read(bytes))
        } catch {
            refuse(FieldFault("csv", found: error.found, expected: error.expected, line: error.line))
        }
    }

    private mutating func read(_ table: CSVReader.Table) {
        let records = table.records
        let columns = kind.fields.map(\.name)
        guard let head = records.first else {
            return refuse(
                FieldFault("csv", found: nil, expected: "a first line that names the columns: \(columns.joined(separator: ", "))"))
        }
        let names = head.cells.map { $0.trimmingSpaces.lowercased() }
        var places: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            let isKnown = columns.contains(name)
            guard isKnown, places[name] == nil else {
                let choice = isKnown ? nil : FieldKind.choice(columns)
                let expected = choice?.expectation ?? "each column once"
                refuse(
                    FieldFault(
                        name.isEmpty ? "(blank)" : name, found: name, expected: expected, kind: choice, line: head.line, column: index + 1))
                continue
            }
            places[name] = index + 1
        }
        for field in kind.fields where field.isRequired && places[field.name] == nil {
            refuse(FieldFault(field.name, found: nil, expected: "a column of this name", line: head.line))
        }
        if records.count - 1 > Self.mostRows {
            refuse(FieldFault("csv", found: "\(records.count - 1) rows", expected: "at most \(Self.mostRows) rows"))
        }
        guard isReadable else { return }
        // Where semicolons stand between cells, commas stand in numbers.
        let commas = table.delimiter == UInt8(ascii: ";") ? Set(kind.fields.filter(\.kind.hasPoint).map(\.name)) : []
        for record in records.dropFirst() { read(record, places, commas: commas) }
    }

    /// - Parameter commas: The fields in which a comma is the point.
    private mutating func read(_ record: CSVRecord, _ places: [String: Int], commas: Set<String>) {
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
        let choices = kind.fields.filter { if case .choice = $0.kind { true } else { false } }.map(\.name)
        for (name, place) in places {
            let cell = record.cells[place - 1]
            let text = commas.contains(name) ? String(cell.map { $0 == "," ? "." : $0 }) : cell
            // A choice that is left out is the usual one.
            let isChoice = choices.contains(name)
            if !isChoice || !text.trimmingSpaces.isEmpty { texts[name] = isChoice ? text.lowercased() : Self.unmarked(text) }
        }
        let draft = RecordDraft(texts, of: kind, isNew: true, line: record.line, columns: places)
        let wrong = draft.faults.isEmpty ? kind.check(draft, record.line, places).map { [$0] } ?? [] : draft.faults
        if wrong.isEmpty {
            drafts.append(draft)
            lines.append(record.line)
        } else {
            badRows += 1
            faults += wrong
        }
    }

    /// The drafts as the statements' parameter.
    var rows: Value {
        Value.json { json in
            json.array { json in
                for draft in drafts { draft.write(to: &json) }
            }
        }
    }

    /// Leaves rows out after all, by their places among the drafts, each for one fault.
    mutating func leaveOut(_ wrong: [Int: FieldFault]) {
        badRows += wrong.count
        faults += wrong.sorted { $0.key < $1.key }.map(\.value)
        let kept = drafts.indices.filter { wrong[$0] == nil }
        (drafts, lines) = (kept.map { drafts[$0] }, kept.map { lines[$0] })
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
