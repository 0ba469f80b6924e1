import PluginKit

/// Sends a query to its provider through the host.
///
/// Thread: any; waits without holding one. Cancelled with its task.
struct MarketClient: Sendable {
    let settings: AnalyticsSettings
    let context: PluginContext
    /// The header with the key for CoinGecko; nil without one.
    let coinGeckoKey: (name: String, value: String)?
    /// What other tenants have asked.
    var shared: SharedAnswers { SharedAnswers(cache: context.cache.shared, settings: settings) }

    /// Chains of hourly values over weeks and a thousand candles stay far below.
    private static let longestAnswerBytes = 4_194_304

    /// A client with the key for CoinGecko, if one was set.
    static func make(settings: AnalyticsSettings, context: PluginContext) async -> MarketClient {
        var key: (name: String, value: String)?
        if let secret = try? await context.secrets["coingecko_api_key"] {
            let isPaid = settings.coingeckoUrl.hasPrefix("https://pro-api.")
            key = (isPaid ? "x-cg-pro-api-key" : "x-cg-demo-api-key", secret.text)
        }
        return MarketClient(settings: settings, context: context, coinGeckoKey: key)
    }

    /// What came back, or why nothing did. Throws when the run itself is cancelled.
    func ask(_ query: MarketQuery) async throws(PluginError) -> Result<ProviderReply, ProviderFailure> {
        var headers = [(name: "accept", value: "application/json")]
        if query.source == .coinGecko, let coinGeckoKey { headers.append(coinGeckoKey) }
        var request = HTTPClientRequest("GET", settings.baseURL(of: query.source) + query.path, headers: headers)
        request.maximumBodyBytes = Self.longestAnswerBytes
        request.timeoutMilliseconds = settings.requestTimeoutSeconds * 1_000
        do throws(PluginError) {
            let answer = try await context.http.send(request)
            return .success(
                ProviderReply(
                    source: query.source, status: answer.status, retryAfter: answer.header("retry-after"), body: answer.body))
        } catch {
            if Task.isCancelled || error.code == .cancelled { throw error }
            return .failure(Self.failure(query.source, error))
        }
    }

    private static func failure(_ source: MarketSource, _ error: PluginError) -> ProviderFailure {
        let code: ProviderFailure.Code =
            switch error.code {
            case .denied: .refused
            case .overQuota: .budgetSpent
            case .invalidArgument: .malformed
            default: .unavailable
            }
        return ProviderFailure(source, code, error.message)
    }
}
