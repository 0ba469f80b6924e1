/// One request to a host outside.
package struct OutgoingRequest: Sendable {
    package var method: HTTPMethod
    package var url: CheckedURL
    /// Names as given; those that the host owns are not among them.
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// An answer whose body is longer ends the request.
    package var maximumAnswerBytes: Int
    package var connectTimeoutMilliseconds: Int
    /// Hops to follow: 0 gives the answer that redirects.
    package var redirects: Int
    /// Monotonic nanoseconds.
    package var deadlineNanos: UInt64

    package init(
        _ method: HTTPMethod, _ url: CheckedURL, headers: [HTTPHeader] = [], body: [UInt8] = [],
        maximumAnswerBytes: Int = HTTPLimits.standardAnswerBytes, connectTimeoutMilliseconds: Int = 5_000, redirects: Int = 5,
        deadlineNanos: UInt64
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maximumAnswerBytes = maximumAnswerBytes
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.redirects = redirects
        self.deadlineNanos = deadlineNanos
    }

    /// What it takes to send: the URL, the headers and the body.
    package var bytes: Int {
        headers.reduce(url.text.utf8.count + body.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    }
}

/// The methods of outgoing requests.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// Whether it only asks (RFC 9110, 9.2.1).
    package var isSafe: Bool { self == .get || self == .head || self == .options }
    /// Whether a request of it may have a body.
    package var mayHaveBody: Bool { self != .get && self != .head }
}

/// A header of a request or an answer.
package struct HTTPHeader: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
