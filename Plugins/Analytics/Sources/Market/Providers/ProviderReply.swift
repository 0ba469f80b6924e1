import PluginKit

/// What came over HTTP, before anybody knows what it means.
struct ProviderReply: Sendable {
    let source: MarketSource
    let status: Int
    /// The header `Retry-After` as it came.
    let retryAfter: String?
    let body: [UInt8]
    /// For how long others have had it.
    var ageSeconds = 0.0

    /// How long a provider may ask to be left alone; more is not believed.
    private static let longestRetrySeconds = 3 * 86_400.0

    /// The body as JSON. Throws for a status that is no success, with the provider's own words in the message, and for a body that is no JSON.
    func json() throws(ProviderFailure) -> ProviderJSON {
        let value = try? JSONValue(parsing: body)
        guard (200...299).contains(status) else { throw failure(said: value) }
        guard let value else { throw ProviderFailure(source, .malformed, "The answer is not JSON: \"\(excerpt)\".") }
        return ProviderJSON(value, source: source)
    }

    /// The body as one whole number in plain text. Throws as `json`.
    func plainInteger() throws(ProviderFailure) -> Int64 {
        guard (200...299).contains(status) else { throw failure(said: try? JSONValue(parsing: body)) }
        var text = body[...]
        while let last = text.last, last == 0x0A || last == 0x0D || last == 0x20 { text.removeLast() }
        guard (1...19).contains(text.count), text.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let value = Int64(String(decoding: text, as: UTF8.self))
        else { throw ProviderFailure(source, .malformed, "The answer is \"\(excerpt)\"; expected one whole number.") }
        return value
    }

    private func failure(said: JSONValue?) -> ProviderFailure {
        let words = (said.map(Self.words) ?? plainWords).map { ": \($0)" } ?? ""
        let code: ProviderFailure.Code =
            switch status {
            case 429: .rateLimited
            case 418: .banned
            // Bybit and its like answer 403 to an address that asked too often, others to one that they do not serve at all.
            case 403, 451: .banned
            case 408, 500...: .unavailable
            default: .refused
            }
        return ProviderFailure(source, code, "HTTP \(status)\(words)", retryAfterSeconds: retryAfterSeconds)
    }

    /// `Retry-After` in seconds.
    var retryAfterSeconds: Double? {
        guard let retryAfter, let seconds = Double(retryAfter), seconds.isFinite, seconds >= 0 else { return nil }
        return min(seconds, Self.longestRetrySeconds)
    }

    /// The message that providers give under various names.
    private static func words(_ value: JSONValue) -> String? {
        let candidates: [JSONValue?] = [
            value["msg"], value["retMsg"], value["message"], value["status"]?["error_message"], value["error"]?["message"], value["error"],
        ]
        return candidates.lazy.compactMap { $0?.string }.first.map { ProviderJSON.clean($0) }
    }

    /// What a gateway says in plain text; a page of HTML says nothing.
    private var plainWords: String? {
        let text = excerpt.trimmingSpaces
        return text.isEmpty || text.contains("<") ? nil : text
    }

    private var excerpt: String { ProviderJSON.clean(String(decoding: body.prefix(60), as: UTF8.self)) }
}
