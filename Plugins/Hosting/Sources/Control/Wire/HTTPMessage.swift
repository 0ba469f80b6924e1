/// Writes requests to the small web servers of devices: one a connection.
enum HTTPMessage {
    /// The bytes of a request; `body` is JSON.
    static func bytes(
        _ method: String, _ path: String, host: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
    ) -> [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\nAccept: application/json\r\n"
        for (name, value) in headers { text += "\(name): \(value.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })\r\n" }
        if let body { text += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        return Array((text + "\r\n").utf8) + (body ?? [])
    }
}
