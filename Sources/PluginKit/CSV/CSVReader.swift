/// Reads comma separated values (RFC 4180) as programs really write them: with or without a byte order mark, commas, semicolons or tabs between
/// cells, any line ending, quotes where needed. Pure; any bytes give records or a fault.
public struct CSVReader {
    /// The records, blank lines left out, and what stood between cells.
    public struct Table: Sendable, Hashable {
        /// In the table's order, the first with the names of the columns if it has any.
        public let records: [CSVRecord]
        /// The byte between cells.
        public let delimiter: UInt8
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 10
    private static let carriageReturn: UInt8 = 13

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var at: Int
    private var line = 1

    /// Reads text in UTF-8, or in what `TableText` makes UTF-8 of.
    ///
    /// Throws at a quote that is never closed, at text after a closing quote, and at bytes that are no such text: from there on no cell is
    /// certain.
    public static func read(_ given: [UInt8]) throws(CSVFault) -> Table {
        let bytes = TableText.utf8(given)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw CSVFault(line: 1, expected: "text in UTF-8", found: "text in UTF-16")
        }
        let start = bytes.starts(with: TableText.mark) ? TableText.mark.count : 0
        var reader = CSVReader(bytes: bytes, delimiter: delimiter(of: bytes[start...]), at: start)
        var records: [CSVRecord] = []
        while reader.at < bytes.count {
            let record = try reader.record()
            if record.cells != [""] { records.append(record) }
        }
        return Table(records: records, delimiter: reader.delimiter)
    }

    private init(bytes: [UInt8], delimiter: UInt8, at: Int) { (self.bytes, self.delimiter, self.at) = (bytes, delimiter, at) }

    /// The one of the three that the first line has most of, outside of quotes.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if !isQuoted, byte == lineFeed || byte == carriageReturn, !counts.isEmpty { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
    }

    private mutating func record() throws(CSVFault) -> CSVRecord {
        let firstLine = line
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard at < bytes.count else { break }
            let byte = bytes[at]
            at += 1
            if byte == delimiter { continue }
            if byte == CSVReader.carriageReturn, at < bytes.count, bytes[at] == CSVReader.lineFeed { at += 1 }
            line += 1
            break
        }
        return CSVRecord(line: firstLine, cells: cells)
    }

    /// A cell up to the delimiter or line end, which stay.
    private mutating func cell() throws(CSVFault) -> String {
        let start = at
        if at < bytes.count, bytes[at] == CSVReader.quote { return try quotedCell() }
        while at < bytes.count, !endsCell(bytes[at]) { at += 1 }
        return try text(bytes[start..<at], on: line)
    }

    private mutating func quotedCell() throws(CSVFault) -> String {
        let firstLine = line
        var content: [UInt8] = []
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == CSVReader.quote {
                guard at < bytes.count, bytes[at] == CSVReader.quote else {
                    guard at == bytes.count || endsCell(bytes[at]) else {
                        throw CSVFault(line: line, expected: "the next cell or line after a closing quote", found: "more text")
                    }
                    return try text(content[...], on: firstLine)
                }
                at += 1
            } else if byte == CSVReader.lineFeed
                || (byte == CSVReader.carriageReturn && (at == bytes.count || bytes[at] != CSVReader.lineFeed))
            {
                line += 1
            }
            content.append(byte)
        }
        throw CSVFault(line: firstLine, expected: "a closing quote", found: "the end of the table")
    }

    private func endsCell(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn
    }

    private func text(_ bytes: ArraySlice<UInt8>, on line: Int) throws(CSVFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CSVFault(line: line, expected: "text in UTF-8 or GB 18030", found: "other bytes")
        }
        return text
    }
}
