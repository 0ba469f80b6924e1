/// A response of a device's web server; the connection is closed after it.
struct HTTPAnswer: Sendable {
    var status: Int
    var body: String
    var headers: KeyValuePairs<String, String> = [:]

    private static let reasons = [200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed"]

    init(_ status: Int, _ body: String = "", headers: KeyValuePairs<String, String> = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    var bytes: [UInt8] {
        var text = "HTTP/1.1 \(status) \(HTTPAnswer.reasons[status] ?? "Answer")\r\nContent-Type: application/json\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return Array((text + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)").utf8)
    }
}
