/// What a route answers.
public struct Response: Sendable {
    /// What is sent.
    enum Content: Sendable {
        case body([UInt8])
        case page(template: String, data: [UInt8], title: String?)
    }

    /// The HTTP status.
    public var status: Int
    /// The media type; nil is `application/json` for a body and HTML for a page.
    public var contentType: String?
    /// More headers. Those that the host owns (cookies, security) are refused by it.
    public var headers: [(name: String, value: String)]
    let content: Content

    init(status: Int, contentType: String?, content: Content) {
        self.status = status
        self.contentType = contentType
        self.content = content
        headers = []
    }

    /// JSON as the closure writes it.
    public static func json(status: Int = 200, capacity: Int = 512, _ body: (inout JSONWriter) throws -> Void) rethrows -> Response {
        var writer = JSONWriter(capacity: capacity)
        try body(&writer)
        return Response(status: status, contentType: nil, content: .body(writer.bytes))
    }

    /// A page: the host renders the bundle's `pages/<template>.mustache` with the data (a JSON object) and puts it into its frame. `title` is
    /// a key of the bundle's catalogues.
    public static func page(
        _ template: String, title: String? = nil, status: Int = 200, data: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var writer = JSONWriter(capacity: 1_024)
        try writer.object(data)
        return Response(status: status, contentType: nil, content: .page(template: template, data: writer.bytes, title: title))
    }

    /// Any bytes.
    public static func bytes(_ body: [UInt8], contentType: String, status: Int = 200) -> Response {
        Response(status: status, contentType: contentType, content: .body(body))
    }

    /// Plain text.
    public static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, contentType: "text/plain; charset=utf-8", content: .body(Array(text.utf8)))
    }

    /// A status without a body, 204 unless told otherwise.
    public static func empty(status: Int = 204) -> Response { Response(status: status, contentType: nil, content: .body([])) }

    /// Sends the browser to another page (303).
    public static func redirect(to path: String) -> Response {
        var response = Response.empty(status: 303)
        response.headers.append(("location", path))
        return response
    }

    /// An error as RFC 9457 has it. `code` is a stable word for programs, `detail` a sentence for people.
    public static func problem(_ status: Int, code: String, detail: String) -> Response {
        var writer = JSONWriter(capacity: 256)
        writer.object { json in
            json.field("type", "about:blank")
            json.field("status", status)
            json.field("code", code)
            json.field("detail", detail)
        }
        return Response(status: status, contentType: "application/problem+json", content: .body(writer.bytes))
    }
}
