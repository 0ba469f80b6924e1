import PluginKit

/// The job `find_anomalies`: once the newest hour is whole, looks at the fleet in sight and stores what is new, what goes on and what is over.
struct AnomalyLook: Sendable {
    let context: PluginContext

    /// An hour counts as whole so long after its end: by then the host has rolled it up.
    private static let settlingSeconds = 180.0
    /// Findings named in the event; the page has them all.
    private static let toldAtOnce = 10

    /// One run.
    func run(_ run: JobRun) async throws -> JobSummary {
        let now = context.clock.now
        let known = try await context.database.query("anomaly_look").one()
        let until = Self.newestWholeHour(now)
        guard let newest = try known.timestamp("newest"), let oldest = try known.timestamp("oldest") else {
            return Self.nothing("There is no telemetry by the hour in sight yet.")
        }
        guard newest >= until.adding(seconds: -FleetReader.secondsAnHour) else {
            return Self.nothing("Nothing was collected in the hour up to \(until.rfc3339).")
        }
        if let looked = try known.timestamp("looked_until"), looked >= until {
            return Self.nothing("The hour up to \(until.rfc3339) was looked at.")
        }
        let reader = FleetReader(database: context.database, until: until, parameters: AnomalyParameters())
        let store = AnomalyStore(database: context.database, now: now, untilHour: FleetReader.hour(of: until))
        var (ledger, ids) = try await store.standing()
        let (window, counters) = try await reader.read(ledger: ledger)
        run.progress(0.7, "\(window.miners.count) miners are read.")
        let before = ledger
        let findings = AnomalyDetector.examine(window)
        try Task.checkCancellation()
        let changes = ledger.take(findings, atHour: FleetReader.hour(of: until))
        let hoursKnown = min(window.hours, Int(until.micros(since: oldest) / 3_600_000_000))
        try await store.write(
            AnomalyStore.Result(before: before, after: ledger, changes: changes, ids: ids, counters: counters), until: until,
            miners: window.miners.count, hoursKnown: hoursKnown)
        tell(ledger, changes)
        return JobSummary { json in
            json.field("until", until)
            json.field("miners", window.miners.count)
            json.field("standing", ledger.open.count)
            json.field("opened", changes.opened.count)
            json.field("gone", changes.gone.count)
        }
    }

    /// The end of the newest hour that is over and rolled up.
    static func newestWholeHour(_ now: Timestamp) -> Timestamp {
        let settled = now.adding(seconds: -settlingSeconds).unixMicros
        return Timestamp(unixMicros: settled - settled % 3_600_000_000)
    }

    private static func nothing(_ reason: String) -> JobSummary {
        JobSummary { json in
            json.field("looked", false)
            json.field("reason", reason)
        }
    }

    private func tell(_ ledger: AnomalyLedger, _ changes: AnomalyLedger.Changes) {
        context.metrics.set("anomalies_standing", Double(ledger.open.count))
        guard !changes.opened.isEmpty || !changes.gone.isEmpty else { return }
        let told = changes.opened.compactMap { ledger.open[$0]?.finding }.prefix(Self.toldAtOnce)
        try? context.events.publish("anomaly") { json in
            json.field("standing", ledger.open.count)
            json.field("opened", changes.opened.count)
            json.field("gone", changes.gone.count)
            json.array("newest") { json in
                for finding in told {
                    json.object { json in
                        json.field("subject", finding.subject.word)
                        json.field("subject_id", String(finding.subject.id))
                        json.field("kind", finding.kind.rawValue)
                        json.field("score", finding.score)
                    }
                }
            }
        }
    }
}
