internal import CCurl

/// One request under way: the hop that it is at, and what has come of its answer.
///
/// `@unchecked Sendable`: everything but the constants is touched on the engine's loop alone; other threads only carry the reference.
final class HTTPTransfer: @unchecked Sendable {
    /// Where it stands.
    enum Place {
        case inLine
        case running
        case ended
    }

    let number: UInt64
    let beganNanos: UInt64
    let grant: HTTPGrant
    let limits: HTTPLimits
    let completion: @Sendable (Result<OutgoingAnswer, OutgoingError>, HTTPTraffic) -> Void
    /// As it is now: each hop has its own.
    var request: OutgoingRequest
    var place = Place.inLine
    var easy: CurlEasy?
    var hops = 0
    var traffic = HTTPTraffic()
    private(set) var head: AnswerHead
    private(set) var body: [UInt8] = []
    /// Why libcurl was told to stop.
    private(set) var stopped: OutgoingError?
    private var refusedAddress: IPAddress?
    private var hasTried = false

    init(
        _ request: OutgoingRequest, number: UInt64, grant: HTTPGrant, limits: HTTPLimits, nowNanos: UInt64,
        completion: @escaping @Sendable (Result<OutgoingAnswer, OutgoingError>, HTTPTraffic) -> Void
    ) {
        self.request = request
        self.number = number
        self.grant = grant
        self.limits = limits
        self.completion = completion
        beganNanos = nowNanos
        head = AnswerHead(maximumBytes: limits.headerBytes, maximumLines: limits.headerLines)
    }

    var endpoint: HTTPEndpoint { request.url.endpoint }

    /// Before a hop: nothing of the last one stays.
    func beginHop() {
        head = AnswerHead(maximumBytes: limits.headerBytes, maximumLines: limits.headerLines)
        body = []
        refusedAddress = nil
        hasTried = false
        traffic.requests += 1
        traffic.bytes += request.bytes
    }

    func receivedHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        traffic.bytes += bytes.count
        guard head.take(bytes) == .goOn else {
            stopped = OutgoingError(
                .headersTooLarge, "\(endpoint) sent more than \(limits.headerBytes) bytes or \(limits.headerLines) lines of headers")
            return false
        }
        return true
    }

    func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        traffic.bytes += bytes.count
        guard bytes.count <= request.maximumAnswerBytes - body.count else {
            stopped = OutgoingError(
                .answerTooLarge, "the answer of \(endpoint) is longer than \(request.maximumAnswerBytes) bytes, the limit of this request")
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Asked for every address that libcurl is about to connect to.
    func mayConnect(to address: IPAddress) -> Bool {
        guard grant.allows(address) else {
            refusedAddress = address
            return false
        }
        hasTried = true
        return true
    }

    /// What libcurl's code means.
    func failure(_ code: CURLcode) -> OutgoingError {
        if let stopped { return stopped }
        if let refusedAddress, !hasTried {
            let kind = SpecialAddresses.name(of: refusedAddress) ?? "special"
            return OutgoingError(
                .addressNotGranted,
                "\(endpoint.host) resolves to \(refusedAddress) (\(kind)): the operator must grant that network by name under egress networks"
            )
        }
        let cause = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return OutgoingError(.nameNotResolved, "the name \(endpoint.host) was not resolved", cause: cause)
        case CURLE_COULDNT_CONNECT: return OutgoingError(.unreachable, "\(endpoint) refused the connection", cause: cause)
        case CURLE_OPERATION_TIMEDOUT:
            return OutgoingError(
                .unreachable, "\(endpoint) took no connection within \(request.connectTimeoutMilliseconds) ms", cause: cause)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR:
            return OutgoingError(.notTrusted, "no trusted connection to \(endpoint) came about", cause: cause)
        case CURLE_URL_MALFORMAT: return OutgoingError(.invalidRequest, "the URL cannot be used", cause: cause)
        default: return OutgoingError(.brokenAnswer, "the answer of \(endpoint) is not whole, or no HTTP", cause: cause)
        }
    }

    /// The answer of the last hop.
    func answer(status: Int, nowNanos: UInt64) -> OutgoingAnswer {
        OutgoingAnswer(
            status: status, headers: head.headers, body: body, url: request.url.text, hops: hops, elapsedNanos: nowNanos &- beganNanos)
    }
}

/// What a request has cost.
package struct HTTPTraffic: Sendable, Hashable {
    /// One for each hop.
    package var requests = 0
    /// Sent and received, as far as it is HTTP.
    package var bytes = 0
}
