/// A response of a device's web server. Takes what comes: bare line feeds, no length, chunks.
struct HTTPReply: Sendable {
    /// 100 to 599.
    let status: Int
    /// Without the framing of chunks; cut where the reply was cut.
    let body: [UInt8]
    /// Whether all came that the headers promise; true where they promise nothing.
    let isWhole: Bool
    private let headers: [(name: String, value: String)]

    private static let mostHeaders = 100

    /// nil for anything that does not begin as an HTTP response or whose headers do not end.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Array("HTTP/".utf8)) else { return nil }
        var lines: [String] = []
        var position = 0
        while true {
            guard let end = bytes[position...].firstIndex(of: 0x0A), lines.count <= HTTPReply.mostHeaders else { return nil }
            var line = bytes[position..<end]
            if line.last == 0x0D { line.removeLast() }
            position = end + 1
            if line.isEmpty { break }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count > 1, let status = Int(words[1]), (100...599).contains(status) else { return nil }
        self.status = status
        headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), HTTPReply.trimmed(line[line.index(after: colon)...]))
        }
        let rest = Array(bytes[position...])
        if headers.contains(where: { $0.name == "transfer-encoding" && $0.value.lowercased().contains("chunked") }) {
            (body, isWhole) = HTTPReply.joined(chunks: rest)
        } else if let length = headers.first(where: { $0.name == "content-length" }).flatMap({ Int($0.value) }), length >= 0 {
            body = Array(rest.prefix(length))
            isWhole = rest.count >= length
        } else {
            body = rest
            isWhole = status == 204 || status == 304
        }
    }

    /// All values of a header, by its name in small letters.
    func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

    var isSuccess: Bool { (200...299).contains(status) }

    /// The body as text for a person.
    var text: String { String(decoding: body.prefix(2_000), as: UTF8.self) }

    private static func joined(chunks bytes: [UInt8]) -> (body: [UInt8], isWhole: Bool) {
        var body: [UInt8] = []
        var position = 0
        while let end = bytes[position...].firstIndex(of: 0x0A) {
            let digits = bytes[position..<end].prefix { $0 != UInt8(ascii: ";") && $0 != 0x0D && $0 != 0x20 }
            guard let length = Int(String(decoding: digits, as: UTF8.self), radix: 16), length >= 0 else { return (body, false) }
            if length == 0 { return (body, true) }
            let start = end + 1
            guard length <= bytes.count - start else { return (body + bytes[start...], false) }
            body += bytes[start..<start + length]
            position = start + length
            if position < bytes.count, bytes[position] == 0x0D { position += 1 }
            if position < bytes.count, bytes[position] == 0x0A { position += 1 }
        }
        return (body, false)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
