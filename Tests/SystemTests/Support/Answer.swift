import Foundation

/// An HTTP answer, read whole.
struct Answer: Sendable {
    let status: Int
    /// By lower-case name; of several with one name the last.
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { JSON(parsing: body) }

    init(parsing data: Data) throws {
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else {
            throw TestFailure("no HTTP answer but \(data.count) bytes: \(String(decoding: data.prefix(200), as: UTF8.self))")
        }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let code = Int(words[1]) else {
            throw TestFailure("no HTTP answer: \(lines[0])")
        }
        status = code
        var found: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            found[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        headers = found
        let rest = data[end.upperBound...]
        body = found["transfer-encoding"]?.lowercased() == "chunked" ? try Answer.joining(rest) : Data(rest)
    }

    private static func joining(_ chunked: Data) throws -> Data {
        var rest = chunked
        var whole = Data()
        while let lineEnd = rest.range(of: Data("\r\n".utf8)) {
            let digits = String(decoding: rest[rest.startIndex..<lineEnd.lowerBound], as: UTF8.self).prefix { $0 != ";" }
            guard let size = Int(digits, radix: 16), rest.distance(from: lineEnd.upperBound, to: rest.endIndex) >= size else { break }
            if size == 0 { return whole }
            let end = rest.index(lineEnd.upperBound, offsetBy: size)
            whole.append(rest[lineEnd.upperBound..<end])
            rest = rest[end...].dropFirst(2)
        }
        throw TestFailure("a chunked answer that does not end: \(whole.count) bytes came")
    }
}
