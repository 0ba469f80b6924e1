internal import Foundation

/// A request to a pinning peer, taken apart.
struct PinningCall {
    let method: String
    /// Without its query.
    let path: String
    let query: [String: String]
    let body: [UInt8]
    /// Fields of a form, and its file under `file`.
    let form: [String: [UInt8]]

    init(_ request: ScriptedHTTPServer.Received) {
        method = request.method
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        path = parts.first ?? ""
        var query: [String: String] = [:]
        for pair in (parts.count == 2 ? parts[1] : "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
            if halves.count == 2 { query[halves[0]] = halves[1] }
        }
        self.query = query
        body = request.body
        let type = request.headers["content-type"] ?? ""
        form = type.range(of: "boundary=").map { Self.parts(request.body, boundary: String(type[$0.upperBound...])) } ?? [:]
    }

    func text(_ field: String) -> String? { form[field].map { String(decoding: $0, as: UTF8.self) } }

    private static func parts(_ body: [UInt8], boundary: String) -> [String: [UInt8]] {
        let data = Data(body)
        let mark = Data("--\(boundary)".utf8)
        let blank = Data("\r\n\r\n".utf8)
        var found: [String: [UInt8]] = [:]
        var place = data.range(of: mark)
        while let start = place, let end = data.range(of: Data("\r\n".utf8) + mark, in: start.upperBound..<data.endIndex) {
            let part = data[start.upperBound..<end.lowerBound]
            if let head = part.range(of: blank) {
                let lines = String(decoding: part[..<head.lowerBound], as: UTF8.self)
                if let name = lines.range(of: " name=\"") {
                    found[String(lines[name.upperBound...].prefix { $0 != "\"" })] = Array(part[head.upperBound...])
                }
            }
            place = (end.lowerBound + 2)..<end.upperBound
        }
        return found
    }
}
