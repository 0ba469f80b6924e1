/// Writes requests to the small web servers of devices: one a connection.
enum HTTPMessage {
    /// The bytes of a request.
    static func bytes(
        _ method: String, _ path: String, host: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil,
        bodyType: String = "application/json"
    ) -> [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\nAccept: application/json\r\n"
        for (name, value) in headers { text += "\(name): \(value.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })\r\n" }
        if let body { text += "Content-Type: \(bodyType)\r\nContent-Length: \(body.count)\r\n" }
        return Array((text + "\r\n").utf8) + (body ?? [])
    }

    /// The body of a form.
    static func form(_ fields: KeyValuePairs<String, String>) -> [UInt8] {
        Array(fields.map { "\(escaped($0.key))=\(escaped($0.value))" }.joined(separator: "&").utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { $0 += plain.contains($1) ? String(UnicodeScalar($1)) : "%" + Digests.hexadecimal([$1]) }
    }

    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
}
