import PluginKit

/// Sends a query to its provider through the host.
///
/// Thread: any; waits without holding one. Cancelled with its task.
struct MarketClient: Sendable {
    let settings: AnalyticsSettings
    let context: PluginContext
    let keys: ProviderKeys
    /// What other tenants have asked.
    var shared: SharedAnswers { SharedAnswers(cache: context.cache.shared, settings: settings) }

    /// Chains of hourly values over weeks and a thousand candles stay far below.
    private static let longestAnswerBytes = 4_194_304

    /// A client with the keys that are set.
    static func make(settings: AnalyticsSettings, context: PluginContext) async -> MarketClient {
        MarketClient(settings: settings, context: context, keys: await ProviderKeys.read(context.secrets))
    }

    /// Whether a provider is asked at all. A node in Ankr's place may answer without a key.
    func asks(_ source: MarketSource) -> Bool {
        !source.wantsKey || keys.has(source) || !settings.baseURL(of: source).hasSuffix(".ankr.com")
    }

    /// What came back, or why nothing did. Throws when the run itself is cancelled.
    func ask(_ query: MarketQuery) async throws(PluginError) -> Result<ProviderReply, ProviderFailure> {
        do throws(PluginError) {
            let answer = try await context.http.send(request(query))
            return .success(
                ProviderReply(
                    source: query.source, status: answer.status,
                    retryAfter: answer.header("retry-after").map { RetryAfter.seconds($0, now: context.clock.now) }, body: answer.body))
        } catch {
            if Task.isCancelled || error.code == .cancelled { throw error }
            // The message stands on a page and in a table.
            return .failure(ProviderFailure(query.source, Self.code(error), keys.hiding(in: error.message)))
        }
    }

    private func request(_ query: MarketQuery) -> HTTPClientRequest {
        let base = settings.baseURL(of: query.source)
        var headers = [(name: "accept", value: "application/json")]
        if let header = keys.header(query.source, baseURL: base) { headers.append(header) }
        var request = HTTPClientRequest("GET", base + query.path + keys.pathEnd(query.source), headers: headers)
        if let body = query.body {
            request.method = "POST"
            request.headers.append(("content-type", "application/json"))
            request.body = Array(body.utf8)
        }
        request.maximumBodyBytes = Self.longestAnswerBytes
        request.timeoutMilliseconds = settings.requestTimeoutSeconds * 1_000
        return request
    }

    /// What it means for a provider that the host has no answer of it.
    static func code(_ error: PluginError) -> ProviderFailure.Code {
        let isEndless = error.details.contains("too_large")
        return switch error.code {
        case .denied: .refused
        // A quota of ours says nothing of the provider; an answer without end does.
        case .overQuota where isEndless, .unavailable where isEndless, .invalidArgument: .malformed
        case .overQuota: .budgetSpent
        default: .unavailable
        }
    }
}
