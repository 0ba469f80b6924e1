/// Writes comma separated values: UTF-8, commas, CRLF, quotes where a cell needs them.
struct CSVWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    /// One line. A cell that a spreadsheet would take for a formula gets an apostrophe before it, numbers apart.
    mutating func line(_ cells: some Sequence<String>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        bytes += [13, 10]
    }

    private mutating func append(_ cell: String) {
        let isFormula = cell.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        let text = isFormula && DoubleDouble(decimal: cell) == nil ? "'" + cell : cell
        guard text.utf8.contains(where: { ",\"\r\n;".utf8.contains($0) }) else {
            bytes += text.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
