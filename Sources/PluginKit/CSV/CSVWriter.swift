/// Writes comma separated values: UTF-8, commas, CRLF, quotes where a cell needs them.
public struct CSVWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private let isNumber: @Sendable (String) -> Bool

    /// - Parameter isNumber: Whether a cell that begins with a sign is a number as the plugin writes them, and so no formula.
    public init(isNumber: @escaping @Sendable (String) -> Bool) { self.isNumber = isNumber }

    /// One line. A cell that a spreadsheet would take for a formula gets an apostrophe before it, numbers apart.
    public mutating func line(_ cells: some Sequence<String>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        bytes += [13, 10]
    }

    private mutating func append(_ cell: String) {
        let cell = Array(cell.utf8)
        guard let first = cell.first else { return }
        // Most cells are numbers or plain words.
        let isPlain = Self.plainStart.contains(first) && cell.allSatisfy { Self.plain.contains($0) }
        guard !isPlain else {
            bytes += cell
            return
        }
        let isFormula = Self.formulaStart.contains(first) && !isNumber(String(decoding: cell, as: UTF8.self))
        let text = isFormula ? [UInt8(ascii: "'")] + cell : cell
        guard text.contains(where: { Self.special.contains($0) }) else {
            bytes += text
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let plainStart = UInt8(ascii: "0")...UInt8(ascii: "9")
    /// `.` and `/` and the digits.
    private static let plain = UInt8(ascii: ".")...UInt8(ascii: "9")
    private static let formulaStart = Array("=+-@\t\r".utf8)
    private static let special = Array(",\"\r\n;".utf8)
}
