import HTTPTypes

/// Statuses by their number, with the phrases that the standards give them. `HTTPResponse.Status(code:)` leaves the phrase empty.
enum StandardStatus {
    private static let known: [Int: HTTPResponse.Status] = Dictionary(
        uniqueKeysWithValues: [
            HTTPResponse.Status.ok, .created, .accepted, .nonAuthoritativeInformation, .noContent, .resetContent, .partialContent,
            .multipleChoices, .movedPermanently, .found, .seeOther, .notModified, .temporaryRedirect, .permanentRedirect, .badRequest,
            .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable, .proxyAuthenticationRequired, .requestTimeout,
            .conflict, .gone, .lengthRequired, .preconditionFailed, .contentTooLarge, .uriTooLong, .unsupportedMediaType,
            .rangeNotSatisfiable, .expectationFailed, .misdirectedRequest, .unprocessableContent, .tooEarly, .upgradeRequired,
            .preconditionRequired, .tooManyRequests, .requestHeaderFieldsTooLarge, .unavailableForLegalReasons, .internalServerError,
            .notImplemented, .badGateway, .serviceUnavailable, .gatewayTimeout, .httpVersionNotSupported, .networkAuthenticationRequired,
            HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required"), .init(code: 423, reasonPhrase: "Locked"),
            .init(code: 424, reasonPhrase: "Failed Dependency"), .init(code: 507, reasonPhrase: "Insufficient Storage"),
        ].map { ($0.code, $0) })

    /// The status of a number; one that no standard names is called by its class.
    static func of(_ code: Int) -> HTTPResponse.Status {
        if let status = known[code] { return status }
        let phrase =
            switch code {
            case 400..<500: "Client Error"
            case 500..<600: "Server Error"
            default: ""
            }
        return HTTPResponse.Status(code: code, reasonPhrase: phrase)
    }
}
