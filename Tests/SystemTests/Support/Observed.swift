import Testing

/// What is stored of a tenant's miners at one time, to compare with later.
struct Observed: Sendable {
    /// By id: serial number, and when it was last seen.
    private let miners: [String: (serial: String, lastSeenAt: String)]
    /// A miner, and the times at which its telemetry has values.
    private let sample: (id: String, times: Set<String>)

    static func now(_ client: Client) async throws -> Observed {
        let items = try await client.get("/api/v1/hosting/miners?per_page=100").json["items"].items
        let miners = Dictionary(items.map { ($0["id"].text, (serial: $0["serial_number"].text, lastSeenAt: $0["last_seen_at"].text)) }) {
            $1
        }
        guard let sample = items.first(where: { $0["hashrate_ths"] != .null })?["id"].text else {
            throw TestFailure("no miner has a hashrate")
        }
        let times = try await eventually("a miner has telemetry") { () -> Set<String>? in
            let times = try await Observed.times(client, sample)
            return times.isEmpty ? nil : times
        }
        return Observed(miners: miners, sample: (sample, times))
    }

    /// Fails unless the same miners are there, no telemetry is lost, and every miner is asked and stored anew.
    func expectKept(_ client: Client, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let items = try await eventually("the miners are served again") { () -> [JSON]? in
            let list = try await client.get("/api/v1/hosting/miners?per_page=100")
            return list.status == 200 ? list.json["items"].items : nil
        }
        let serials = Dictionary(items.map { ($0["id"].text, $0["serial_number"].text) }) { $1 }
        #expect(serials == miners.mapValues(\.serial), sourceLocation: sourceLocation)
        let kept = try await eventually("telemetry is served again") { try await Observed.times(client, sample.id) }
        #expect(kept.isSuperset(of: sample.times), "\(sample.times.count) times, now \(kept.count)", sourceLocation: sourceLocation)
        // A new lease of the host, the rescue of what its last one held, and a round come first.
        try await eventually("every miner is asked again", patience: .seconds(180)) {
            let items = try await client.get("/api/v1/hosting/miners?per_page=100").json["items"].items
            return items.count == miners.count && items.allSatisfy { $0["last_seen_at"].text > miners[$0["id"].text]?.lastSeenAt ?? "~" }
                ? true : nil
        }
        try await eventually("telemetry is stored again") {
            try await Observed.times(client, sample.id).isStrictSuperset(of: kept) ? true : nil
        }
    }

    private static func times(_ client: Client, _ miner: String) async throws -> Set<String> {
        let answer = try await client.get("/api/v1/hosting/miners/\(miner)/telemetry?from=-1h&step=raw")
        guard answer.status == 200 else { throw TestFailure("telemetry: \(answer.status) \(answer.text)") }
        return Set(answer.json["items"].items.filter { $0["hashrate_ths"] != .null }.map(\.["recorded_at"].text))
    }
}
