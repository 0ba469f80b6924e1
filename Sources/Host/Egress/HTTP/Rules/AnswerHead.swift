/// Collects the header lines of an answer as they come, within limits. Pure.
struct AnswerHead: Sendable {
    enum Verdict: Sendable, Equatable {
        case goOn
        case tooLarge
    }

    private let maximumBytes: Int
    private let maximumLines: Int
    private var byteCount = 0
    private var lineCount = 0
    private var isComplete = false
    private(set) var headers: [HTTPHeader] = []

    init(maximumBytes: Int, maximumLines: Int) {
        self.maximumBytes = maximumBytes
        self.maximumLines = maximumLines
    }

    /// Takes one line with its end. A status line begins anew (an interim answer came before); what comes after the body is left out.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Verdict {
        byteCount += line.count
        lineCount += 1
        // Interim answers count too: a host could send them without end.
        guard byteCount <= maximumBytes, lineCount <= maximumLines else { return .tooLarge }
        var content = line
        while let last = content.last, last == 10 || last == 13 { content = UnsafeRawBufferPointer(rebasing: content.dropLast()) }
        if content.isEmpty {
            isComplete = true
        } else if content.starts(with: Array("HTTP/".utf8)) {
            headers = []
            isComplete = false
        } else if !isComplete, let header = Self.header(content) {
            headers.append(header)
        }
        return .goOn
    }

    private static func header(_ line: UnsafeRawBufferPointer) -> HTTPHeader? {
        guard let colon = line.firstIndex(of: 58) else { return nil }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        var value = line[(colon + 1)...]
        while let first = value.first, first == 32 || first == 9 { value = value.dropFirst() }
        while let last = value.last, last == 32 || last == 9 { value = value.dropLast() }
        guard OutgoingHeaderRules.isToken(name), value.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) }) else { return nil }
        return HTTPHeader(name.lowercased(), String(decoding: value, as: UTF8.self))
    }
}
