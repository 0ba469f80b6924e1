/// A request to a device's web server.
struct HTTPRequest: Sendable, Equatable {
    let method: String
    let path: String
    let headers: [String: String]
    let body: String

    private static let longest = 65_536

    /// What to do with the bytes that came so far.
    enum Parsed: Sendable, Equatable {
        case request(HTTPRequest)
        /// More must come.
        case incomplete
        /// It never will be a request.
        case invalid
    }

    /// Reads a request; names of headers in small letters.
    static func parse(_ bytes: [UInt8]) -> Parsed {
        guard bytes.count <= longest else { return .invalid }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else {
            // A request of another protocol has no line of HTTP at its beginning.
            return text.first?.isUppercase == false ? .invalid : .incomplete
        }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return .invalid }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let body = text[end.upperBound...].utf8
        guard length >= 0, length <= longest else { return .invalid }
        guard body.count >= length else { return .incomplete }
        return .request(
            HTTPRequest(
                method: String(words[0]), path: String(words[1]), headers: headers,
                body: String(decoding: body.prefix(length), as: UTF8.self)))
    }
}
