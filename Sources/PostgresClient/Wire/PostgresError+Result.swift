internal import CLibPQ

extension PostgresError {
    /// The error of a failed result. A session that the server ended itself is `connection`.
    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        let severity = field("V") ?? ""
        let isFatal = severity == "FATAL" || severity == "PANIC"
        let message = field("M") ?? PQresultErrorMessage(result).map { String(cString: $0).trimmedLine } ?? "no message"
        // libpq makes results of its own, without SQLSTATE, when the connection breaks.
        self.init(isFatal || field("C") == nil ? .connection : .server, message, sqlState: field("C"))
        detail = field("D")
        hint = field("H")
        position = field("P").flatMap { Int($0) }
        constraint = field("n")
        table = field("t")
        column = field("c")
    }
}

extension String {
    /// Without space and line ends around it.
    var trimmedLine: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        return String(text)
    }
}
