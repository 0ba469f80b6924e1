import PluginABI

/// A request to a host outside, with the limits that it keeps.
public struct HTTPClientRequest: Sendable {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`.
    public var method: String
    /// Absolute, `http` or `https`, without user and password.
    public var url: String
    /// Names and values. Those that the connection needs, and `User-Agent`, are the host's.
    public var headers: [(name: String, value: String)]
    /// At most 8 MiB; empty for `GET` and `HEAD`.
    public var body: [UInt8]
    /// A longer body fails the request with `.overQuota`; at most 16 MiB.
    public var maximumBodyBytes = 1_048_576
    /// Resolving, connecting and securing one connection, in milliseconds; at most 60,000.
    public var connectTimeoutMilliseconds = 5_000
    /// From start to end, in milliseconds, all hops included; nil for as long as the call may take. Beyond it the request ends `.deadline`.
    public var timeoutMilliseconds: Int?
    /// Hops to follow, 0 to 5. With 0 the answer that redirects is the answer.
    public var maximumRedirects = 5

    /// A request.
    public init(_ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// A request whose body is JSON as the closure writes it.
    public static func json(
        _ method: String = "POST", _ url: String, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> HTTPClientRequest {
        var writer = JSONWriter(capacity: 512)
        try write(&writer)
        return HTTPClientRequest(method, url, headers: headers + [("content-type", "application/json")], body: writer.bytes)
    }

    func message() throws(PluginError) -> [UInt8] {
        guard headers.count <= 64 else {
            throw PluginError(.invalidArgument, "A request with \(headers.count) headers is too long; at most 64 are possible.")
        }
        var writer = MessageWriter(kind: 0, fieldCapacity: 6 + 2 * headers.count, dataBytes: body.count + url.utf8.count)
        writer.text(Int(HI_HTTP_METHOD), method)
        writer.text(Int(HI_HTTP_URL), url)
        for (name, value) in headers {
            writer.text(Int(HI_HTTP_HEADER), name)
            writer.text(Int(HI_HTTP_HEADER), value)
        }
        if !body.isEmpty { writer.data(Int(HI_HTTP_BODY), body) }
        writer.integer(Int(HI_HTTP_MAX_ANSWER_BYTES), Int64(maximumBodyBytes))
        writer.integer(Int(HI_HTTP_CONNECT_TIMEOUT_MS), Int64(connectTimeoutMilliseconds))
        writer.integer(Int(HI_HTTP_MAX_REDIRECTS), Int64(maximumRedirects))
        return try writer.finish()
    }
}
