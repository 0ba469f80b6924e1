import PluginKit

/// The rows of a batch as they were read, the bad ones with every fault.
struct BatchRows: Sendable {
    let rows: [BatchRow]
    /// What is wrong with the whole: a table's header, or that there is nothing.
    let faults: [FieldFault]

    static let maximumCount = 20_000
    static let labelName = "label"
    static let names = Set(MachineInputs.names + [labelName])

    var faultCount: Int { rows.reduce(faults.count) { $0 + $1.faults.count } }
    var allFaults: [FieldFault] { faults + rows.flatMap(\.faults) }

    /// Rows of an array of objects. `shared` gives what rows leave out.
    static func read(_ elements: [JSONValue], shared: [String: String], catalogue: MinerCatalogue) -> BatchRows {
        if let fault = countFault(elements.count) { return BatchRows(rows: [], faults: [fault]) }
        let rows = elements.enumerated().map { index, element in
            guard let object = element.object else {
                return BatchRow(
                    line: index + 1, label: "", machine: nil,
                    faults: [FieldFault("rows", found: "no object", expected: "an object for each row", line: index + 1)])
            }
            let (texts, faults) = FieldTexts.of(object)
            return row(texts, faults, line: index + 1, columns: [:], shared: shared, catalogue: catalogue)
        }
        return BatchRows(rows: rows, faults: [])
    }

    /// Rows of a table whose first line names the columns.
    static func read(csv bytes: [UInt8], shared: [String: String], catalogue: MinerCatalogue) -> BatchRows {
        let table: CSVReader.Table
        do { table = try CSVReader.read(bytes) } catch {
            return BatchRows(rows: [], faults: [FieldFault("csv", found: error.found, expected: error.expected, line: error.line)])
        }
        guard let header = table.records.first else {
            return BatchRows(
                rows: [], faults: [FieldFault("csv", found: nil, expected: "a line that names the columns, and rows below", line: 1)])
        }
        let (columns, headerFaults) = self.columns(header)
        let count = countFault(table.records.count - 1)
        guard headerFaults.isEmpty, count == nil else { return BatchRows(rows: [], faults: headerFaults + (count.map { [$0] } ?? [])) }
        let positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0 + 1) })
        let rows = table.records.dropFirst().map { record in
            guard record.cells.count == columns.count else {
                let fault = FieldFault(
                    "csv", found: "\(record.cells.count)", expected: "\(columns.count) cells as the first line has", line: record.line)
                return BatchRow(line: record.line, label: "", machine: nil, faults: [fault])
            }
            let cells = record.cells.map { table.delimiter == UInt8(ascii: ";") ? decimalPoint($0) : $0 }
            let texts = Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first })
            return row(texts, [], line: record.line, columns: positions, shared: shared, catalogue: catalogue)
        }
        return BatchRows(rows: rows, faults: [])
    }

    private static func row(
        _ texts: [String: String], _ found: [FieldFault], line: Int, columns: [String: Int], shared: [String: String],
        catalogue: MinerCatalogue
    ) -> BatchRow {
        var reader = InputReader(texts, shared: shared)
        reader.add(found)
        reader.refuseUnknown(names)
        let machine = MachineInputs.read(&reader, catalogue: catalogue)
        let faults = reader.faults.map { fault in
            var placed = fault
            (placed.line, placed.column) = (line, columns[fault.field])
            return placed
        }
        return BatchRow(line: line, label: String((texts[labelName] ?? "").prefix(200)), machine: machine, faults: faults)
    }

    private static let namesText = names.sorted().joined(separator: ", ")

    /// Names in lower case; unknown and doubled ones are faults of the header. More cells than there are names are one fault: each would be one.
    private static func columns(_ header: CSVRecord) -> (names: [String], faults: [FieldFault]) {
        guard header.cells.count <= names.count else {
            let expected = "at most \(names.count) columns, each one of \(namesText)"
            return ([], [FieldFault("csv", found: "\(header.cells.count) columns", expected: expected, line: header.line)])
        }
        var (found, faults) = ([String](), [FieldFault]())
        for (index, cell) in header.cells.enumerated() {
            let name = cell.lowercased().filter { !$0.isWhitespace }
            if !names.contains(name) {
                let expected = "one of the columns \(namesText)"
                faults.append(FieldFault("csv", found: cell, expected: expected, line: header.line, column: index + 1))
            } else if found.contains(name) {
                faults.append(FieldFault("csv", found: cell, expected: "each column once", line: header.line, column: index + 1))
            }
            found.append(name)
        }
        return (found, faults)
    }

    private static func countFault(_ count: Int) -> FieldFault? {
        (1...maximumCount).contains(count) ? nil : FieldFault("rows", found: "\(count)", expected: "1 to \(maximumCount) rows")
    }

    /// Where semicolons stand between cells, commas stand in numbers.
    private static func decimalPoint(_ cell: String) -> String {
        guard cell.utf8.contains(UInt8(ascii: ",")), cell.utf8.allSatisfy({ "0123456789,-+ ".utf8.contains($0) }) else { return cell }
        return String(cell.map { $0 == "," ? "." : $0 })
    }
}
