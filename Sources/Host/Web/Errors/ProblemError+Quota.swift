import HTTPTypes

extension ProblemError {
    /// A quota of the tenant is used up: 503 if others of its own are in the way just now, 429 for its own rate or size.
    init(_ usage: QuotaUsage, retryAfterSeconds: Int?) {
        let isBusy = usage.window == "now"
        let again = retryAfterSeconds.map { " Try again in \($0) s." } ?? ""
        self.init(
            isBusy ? .serviceUnavailable : .tooManyRequests, code: "over_quota",
            detail:
                "The quota \(usage.name) of this plugin allows \(usage.limit) \(usage.unit)\(Self.span(usage.window)); \(usage.used) are used or asked for.\(again)",
            headers: retryAfterSeconds.map { [.retryAfter: String($0)] } ?? [:])
        members["quota"] = UsageEndpoints.describe(usage)
    }

    private static func span(_ window: String) -> String {
        switch window {
        case "second": " a second"
        case "minute": " a minute"
        case "day": " a day"
        case "answer": " in one answer"
        case "call": " in one call"
        case "statement": " for one statement"
        case "total": " in all"
        default: " at once"
        }
    }
}
