package import HostTenancy

/// That a quota is used up: which, how much it allows and what is used; told to whoever asked.
package struct QuotaRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package let quota: Quota
    package let limit: Int
    /// In use, or asked for where a single size is limited.
    package let used: Int
    /// When asking again makes sense; nil if the same would be refused again.
    package let retryAfterSeconds: Int?

    package init(quota: Quota, limit: Int, used: Int, retryAfterSeconds: Int?) {
        self.quota = quota
        self.limit = limit
        self.used = used
        self.retryAfterSeconds = retryAfterSeconds
    }

    package var description: String {
        let span =
            switch quota.window {
            case "second": " a second"
            case "minute": " a minute"
            case "day": " a day"
            case "answer": " in one answer"
            case "call": " in one call"
            case "statement": " for one statement"
            case "total": " in all"
            default: " at once"
            }
        return "the quota \(quota.rawValue) allows \(limit) \(quota.unit)\(span), \(used) are used or asked for"
    }
}
