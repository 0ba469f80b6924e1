import PluginKit

/// Answers that are dear to make and stay true while what they were made of stays the same, kept ten minutes for each tenant.
///
/// What an answer was made of is part of its key, as the newest candle or the price, so that none is given once that has changed. Of many who ask
/// at once one makes it. Without a cache each is made anew.
struct AnswerCache: Sendable {
    /// For so long an answer is given as it is; for as long again while another one is made.
    static let freshness = Duration.seconds(600)

    let context: PluginContext

    /// The answer to a request, with its age and a tag; without a body for whoever has it already.
    ///
    /// - Parameters:
    ///   - key: What is asked and what it is made of, with a number that changes with the answer's form. At most 200 bytes.
    ///   - make: Writes the answer's JSON. It must not depend on who asks but for the tenant.
    func answer(
        _ request: Request, key: String, _ make: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> Response {
        let kept = try await kept(key, make)
        let tag = kept.tag
        let known = request.header("if-none-match").map { $0.split(separator: ",").map(\.trimmingSpaces) } ?? []
        var response =
            known.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
            ? Response.empty(status: 304) : Response.bytes(kept.json, contentType: "application/json")
        response.headers = [
            // Asked for again each time, which costs nothing while the tag is the same: what is new shows at once.
            ("cache-control", "private, no-cache"), ("etag", tag), ("age", String(kept.ageSeconds(context.clock.now))),
        ]
        return response
    }

    /// The answer with the time at which it was made.
    func kept(_ key: String, _ make: @escaping @Sendable () async throws -> [UInt8]) async throws -> KeptAnswer {
        let clock = context.clock
        return try await context.cache.cached(key, freshFor: Self.freshness) { KeptAnswer(madeAt: clock.now, json: try await make()) }
    }
}
