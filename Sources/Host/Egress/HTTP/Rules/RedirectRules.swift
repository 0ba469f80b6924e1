/// What becomes of a request that is sent on (RFC 9110, 15.4; the Fetch standard). Pure.
enum RedirectRules {
    /// Whether an answer of this status sends a request on, if it says where.
    static func redirects(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// The request for the next hop. Another origin gets nothing but what says nothing secret; a method that must not be repeated becomes GET.
    static func next(_ request: OutgoingRequest, status: Int, to url: CheckedURL) -> OutgoingRequest {
        var next = request
        next.url = url
        next.redirects -= 1
        let becomesGet: Bool =
            switch status {
            case 301, 302: request.method == .post
            case 303: request.method != .head && request.method != .get
            default: false
            }
        if becomesGet {
            next.method = .get
            next.body = []
            next.headers.removeAll { ["content-type", "content-encoding", "content-language"].contains($0.name.lowercased()) }
        }
        if url.endpoint != request.url.endpoint {
            next.headers.removeAll { !OutgoingHeaderRules.carriedOver.contains($0.name.lowercased()) }
        }
        return next
    }
}
