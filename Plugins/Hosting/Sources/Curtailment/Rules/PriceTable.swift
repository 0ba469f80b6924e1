import PluginKit

/// Prices from a table: every good row, and every fault of every bad row with its line and field. Pure.
struct PriceTable: Sendable {
    static let columns = ["starts_at", "usd_per_mwh"]

    private(set) var windows: [PriceWindow] = []
    private(set) var goodRows = 0
    private(set) var faults: [ImportFault] = []
    /// How many rows are bad; all of them if the table itself cannot be read.
    private(set) var badRows = 0

    /// A column `minutes` says how long a price holds; columns besides are passed over.
    init(_ bytes: [UInt8]) {
        do throws(CSVFault) {
            read(try CSVReader.read(bytes))
        } catch {
            faults = [ImportFault(error.line, "csv", found: error.found, .table(expected: error.expected))]
        }
    }

    private mutating func read(_ table: CSVReader.Table) {
        let names = table.records.first?.cells.map { $0.trimmingSpaces.lowercased() } ?? []
        for column in PriceTable.columns where !names.contains(column) {
            faults.append(ImportFault(table.records.first?.line ?? 1, column, found: nil, .missingColumn))
        }
        let rows = table.records.dropFirst()
        if faults.isEmpty, !(1...PriceList.most).contains(rows.count) {
            faults = [ImportFault(1, "csv", found: "\(rows.count) rows", .table(expected: "1 to \(PriceList.most) rows"))]
        }
        guard faults.isEmpty, let start = names.firstIndex(of: "starts_at"), let price = names.firstIndex(of: "usd_per_mwh") else {
            badRows = rows.count
            return
        }
        let length = names.firstIndex(of: "minutes")
        for record in rows {
            guard record.cells.count == names.count else {
                refuse([ImportFault(record.line, "row", found: "\(record.cells.count) cells", .cells(names.count))])
                continue
            }
            read(
                record.cells[start].trimmingSpaces, record.cells[price].trimmingSpaces, length.map { record.cells[$0].trimmingSpaces },
                of: table, on: record.line)
            guard windows.count <= PriceWindow.most else {
                let expected = "at most \(PriceWindow.most) windows of five minutes"
                faults = [ImportFault(record.line, "csv", found: "\(windows.count) windows", .table(expected: expected))]
                (windows, goodRows, badRows) = ([], 0, rows.count)
                return
            }
        }
    }

    private mutating func read(_ start: String, _ price: String, _ length: String?, of table: CSVReader.Table, on line: Int) {
        let time = PriceWindow.begin(start)
        let number = table.number(price)
        let usd = number.flatMap { PriceWindow.usd.contains($0) ? $0 : nil }
        // A row without its length is as one of a table without the column.
        let minutes = length.flatMap { $0.isEmpty ? nil : $0 }.map { Int64($0) ?? 0 } ?? PriceWindow.stepMinutes.lowerBound
        let step = PriceWindow.step(time ?? Timestamp(unixMicros: 0), minutes: minutes, usdPerMWh: usd ?? 0)
        if time != nil, usd != nil, let step {
            windows += step
            goodRows += 1
            return
        }
        var found: [ImportFault] = []
        if time == nil { found.append(ImportFault(line, "starts_at", found: start, .windowBegin)) }
        if usd == nil { found.append(ImportFault(line, "usd_per_mwh", found: price, .powerPrice)) }
        if step == nil { found.append(ImportFault(line, "minutes", found: length, .windowMinutes)) }
        refuse(found)
    }

    private mutating func refuse(_ found: [ImportFault]) {
        faults += found
        badRows += 1
    }
}
