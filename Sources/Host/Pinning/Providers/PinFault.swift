package import HostEgress

/// Why a provider did not do what it was asked.
package struct PinFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds; the raw value is the word for programs.
    package enum Code: String, Sendable, CaseIterable {
        /// No answer, half of one, or one that says that the provider is not well: the same again later.
        case unreachable
        /// It wants fewer requests.
        case limited
        /// It does not take the token, or this is no address of such a service: the operator has to look.
        case denied
        /// No room or no money left there: the operator has to look.
        case full
        /// It would refuse these bytes each time.
        case refused
        /// It answered with another content identifier than the bytes have.
        case otherContent = "other_content"
        /// Nothing is wrong: it has to be asked again.
        case waiting
    }

    package let code: Code
    /// For a person; without any secret.
    package let message: String
    /// How long it wants to be left alone; nil if it does not say.
    package let retryAfterSeconds: Int?

    package init(_ code: Code, _ message: String, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// What a status other than 2xx means. The words of the body are shown, never decided upon.
    /// - Parameter nowSeconds: Since 1970, for a limit that ends at a time.
    package init(status: Int, headers: [HTTPHeader], body: [UInt8], asked: String, nowSeconds: Int) {
        let reason = LooseJSON(body).reason.map { ": \($0)" } ?? ""
        let said = "\(asked): status \(status)\(reason)"
        let pause = Self.pause(headers, nowSeconds: nowSeconds)
        switch status {
        case 408, 425, 429: self.init(.limited, said, retryAfterSeconds: pause)
        case 401, 403: self.init(.denied, "\(said); check the token", retryAfterSeconds: nil)
        case 402, 409, 507: self.init(.full, "\(said); check the account's plan and balance", retryAfterSeconds: nil)
        case 300..<400, 404, 405: self.init(.denied, "\(said); check the address", retryAfterSeconds: nil)
        case 500...: self.init(.unreachable, said, retryAfterSeconds: pause)
        default: self.init(.refused, said, retryAfterSeconds: nil)
        }
    }

    /// What an outgoing request that failed means.
    package init(_ problem: OutgoingError, asked: String) {
        switch problem.code {
        case .invalidRequest, .hostNotGranted, .addressNotGranted, .tooManyRedirects, .notTrusted:
            self.init(.denied, "\(asked): \(problem.message)")
        default: self.init(.unreachable, "\(asked): \(problem.message)")
        }
    }

    /// `Retry-After` in seconds or `X-RateLimit-Reset` in seconds since 1970; at most an hour.
    static func pause(_ headers: [HTTPHeader], nowSeconds: Int) -> Int? {
        func number(_ name: String) -> Int? {
            headers.first { $0.name.lowercased() == name }.flatMap { header in
                Int(header.value.trimmingPrefix { $0 == " " }.prefix { $0.isASCII && $0.isNumber })
            }
        }
        let found = number("retry-after") ?? number("x-ratelimit-reset").map { $0 > nowSeconds ? $0 - nowSeconds : 1 }
        return found.map { min(max($0, 1), 3_600) }
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
