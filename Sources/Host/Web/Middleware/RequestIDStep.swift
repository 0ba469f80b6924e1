import Hummingbird

/// Gives each request an id: the client's own if it is well formed, else a new one. The answer repeats it.
struct RequestIDStep: MiddlewareProtocol {
    let trustedProxies: Set<String>
    let isAlwaysSecure: Bool

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        var context = context
        let asked = request.headers[.requestID]
        context.requestId = asked.flatMap { Self.isValid($0) ? $0 : nil } ?? Self.make()
        context.logger[metadataKey: "hb.request.id"] = .string(context.requestId)
        let origin = ClientOrigin(
            peerAddress: context.peerAddress, headers: request.headers, trustedProxies: trustedProxies, isAlwaysSecure: isAlwaysSecure)
        context.clientAddress = origin.address
        context.isSecure = origin.isSecure
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestId
        return response
    }

    /// 8 to 128 characters that can stand in a log and a header as they are.
    static func isValid(_ id: String) -> Bool {
        (8...128).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
                default: false
                }
            }
    }

    /// 128 random bits in hexadecimal.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return hexadecimal(generator.next()) + hexadecimal(generator.next())
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
