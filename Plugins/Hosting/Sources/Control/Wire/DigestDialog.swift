/// Requests to a web server that wants digest authentication: the challenge is learnt from the first refusal and used on. Pure.
struct DigestDialog: Sendable {
    /// What a reply means for the request before it.
    enum Turn: Sendable, Equatable {
        /// The request is sent once more, now with what opens the device.
        case again([UInt8])
        /// The server says what it was asked for.
        case reply(HTTPReply)
        /// The order ends.
        case failed(DeviceVerdict)

        static func == (left: Turn, right: Turn) -> Bool {
            switch (left, right) {
            case (.again(let left), .again(let right)): left == right
            case (.reply(let left), .reply(let right)): left.status == right.status && left.body == right.body
            case (.failed(let left), .failed(let right)): left == right
            default: false
            }
        }
    }

    let user: String
    let password: String
    let host: String
    let clientNonce: String
    private var challenge: DigestChallenge?
    private var count = 0
    private var request: (method: String, path: String, body: [UInt8]?) = ("GET", "/", nil)
    /// Whether this request was sent with an answer to the newest challenge.
    private var hasAnswered = false

    init(user: String, password: String, host: String, nonce: UInt64) {
        self.user = user
        self.password = password
        self.host = host
        clientNonce = Digests.hexadecimal((0..<8).map { UInt8(truncatingIfNeeded: nonce >> UInt64(56 - 8 * $0)) })
    }

    /// The bytes of a new request.
    mutating func send(_ method: String, _ path: String, body: [UInt8]? = nil) -> [UInt8] {
        request = (method, path, body)
        hasAnswered = false
        return bytes()
    }

    /// Takes the reply to the last request.
    mutating func take(_ bytes: [UInt8]) -> Turn {
        guard let reply = HTTPReply(bytes) else { return .failed(.refused(.webNoHttp)) }
        guard reply.status == 401 else { return .reply(reply) }
        guard let asked = reply.values("www-authenticate").lazy.compactMap({ DigestChallenge($0) }).first else {
            return .failed(
                .refused(.unknownLogin, saying: reply.values("www-authenticate").first ?? ""))
        }
        // A nonce may have become stale once between two requests; a refused answer to a fresh one is a wrong password.
        guard !hasAnswered else { return .failed(.refused(.wrongPasswordOf, ["user": user])) }
        challenge = asked
        count = 0
        hasAnswered = true
        return .again(self.bytes())
    }

    private mutating func bytes() -> [UInt8] {
        guard let challenge else { return HTTPMessage.bytes(request.method, request.path, host: host, body: request.body) }
        count += 1
        let authorization = challenge.authorization(
            user: user, password: password, method: request.method, path: request.path, clientNonce: clientNonce, count: count)
        return HTTPMessage.bytes(
            request.method, request.path, host: host, headers: ["Authorization": authorization], body: request.body)
    }
}
