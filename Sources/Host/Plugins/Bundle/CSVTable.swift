/// A comma-separated file (RFC 4180) with a header line.
package struct CSVTable: Sendable, Equatable {
    package let columns: [String]
    /// As wide as `columns`. An empty field without quotes is nil (no value).
    package let rows: [[String?]]

    /// Reads the text.
    ///
    /// - Throws: `CSVError` with the line.
    package init(_ text: String) throws(CSVError) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let header = try reader.record(), header.allSatisfy({ $0?.isEmpty == false }) else {
            throw CSVError(line: 1, message: "expected a header line with the columns' names")
        }
        let columns = header.compactMap { $0 }
        guard Set(columns).count == columns.count else { throw CSVError(line: 1, message: "a column appears twice") }
        var rows: [[String?]] = []
        while true {
            let line = reader.line
            guard let record = try reader.record() else { break }
            if record.count == 1, record[0] == nil { continue }
            guard record.count == columns.count else {
                throw CSVError(line: line, message: "has \(record.count) fields, expected \(columns.count)")
            }
            rows.append(record)
        }
        self.columns = columns
        self.rows = rows
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0
        var line = 1

        mutating func record() throws(CSVError) -> [String?]? {
            guard position < bytes.count else { return nil }
            var fields: [String?] = []
            while true {
                fields.append(try field())
                guard position < bytes.count else { return fields }
                let separator = bytes[position]
                position += 1
                if separator == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
                if separator != UInt8(ascii: ",") {
                    line += 1
                    return fields
                }
            }
        }

        mutating func field() throws(CSVError) -> String? {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                let start = position
                while position < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
                return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
            }
            let opening = line
            var text: [UInt8] = []
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\n") { line += 1 }
                guard byte == UInt8(ascii: "\"") else {
                    text.append(byte)
                    continue
                }
                if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                    text.append(byte)
                    position += 1
                    continue
                }
                guard position == bytes.count || [0x2C, 0x0A, 0x0D].contains(bytes[position]) else {
                    throw CSVError(line: line, message: "expected ',' or the end of the line after a closing quote")
                }
                return String(decoding: text, as: UTF8.self)
            }
            throw CSVError(line: opening, message: "a quoted field does not end")
        }
    }
}

/// Says which line of a comma-separated file is wrong.
package struct CSVError: Error, Sendable, CustomStringConvertible {
    package let line: Int
    package let message: String
    package var description: String { "line \(line): \(message)" }
}
