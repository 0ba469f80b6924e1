import PluginKit

/// What became of one request to a provider, as all tenants of the installation share it: a reply, or that none came.
///
/// As bytes: one line of JSON, then the body as it came.
struct ProviderOutcome: Cacheable, Equatable {
    /// 0 if no reply came.
    let status: Int
    /// The header `Retry-After` as it came.
    let retryAfter: String?
    /// Why no reply came.
    let silence: String?
    let body: [UInt8]

    /// Nil for what says more about who asked than about the provider, such as a quota that is used up.
    init?(_ result: Result<ProviderReply, ProviderFailure>) {
        switch result {
        case .success(let reply):
            (status, retryAfter, silence, body) = (reply.status, reply.retryAfter, nil, reply.body)
        case .failure(let failure) where failure.code == .unavailable:
            (status, retryAfter, silence, body) = (0, nil, failure.message, [])
        case .failure: return nil
        }
    }

    /// The reply, of so long ago.
    func result(_ source: MarketSource, ageSeconds: Double) -> Result<ProviderReply, ProviderFailure> {
        if let silence { return .failure(ProviderFailure(source, .unavailable, silence)) }
        return .success(ProviderReply(source: source, status: status, retryAfter: retryAfter, body: body, ageSeconds: ageSeconds))
    }

    /// Whether the provider gave what it was asked for.
    var isSuccess: Bool { (200...299).contains(status) }

    var cacheBytes: [UInt8] {
        var head = JSONWriter(capacity: 128)
        head.object { head in
            head.field("status", status)
            if let retryAfter { head.field("retry_after", retryAfter) }
            if let silence { head.field("silence", silence) }
        }
        return head.bytes + [0x0A] + body
    }

    init?(cacheBytes: [UInt8]) {
        guard let end = cacheBytes.firstIndex(of: 0x0A), let head = try? JSONValue(parsing: cacheBytes[..<end]),
            let status = head["status"]?.integer.flatMap(Int.init(exactly:))
        else { return nil }
        self.status = status
        retryAfter = head["retry_after"]?.string
        silence = head["silence"]?.string
        body = Array(cacheBytes[(end + 1)...])
        guard silence != nil || status != 0 else { return nil }
    }
}
