import Foundation

/// What a command says: talk on stderr, results on stdout.
enum Talk {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    static func result(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    /// Asks a question that only `y` or `yes` confirms. Blocks until a line was entered: for commands at a terminal.
    static func confirms(_ question: String) -> Bool {
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }

    /// One JSON document with sorted keys.
    static func result(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        result(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A table with aligned columns; the first row is the heading.
    static func table(_ rows: [[String]]) {
        guard let columns = rows.first?.count else { return }
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let line = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }.joined(
                separator: "  ")
            result(line.trimmingSuffix(" "))
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self[...]
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}
