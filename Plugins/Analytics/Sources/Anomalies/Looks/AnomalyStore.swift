import PluginKit

/// The tables of findings: what stands, and what a look changes in it, in one transaction.
struct AnomalyStore: Sendable {
    /// What a look found, beside what stood before.
    struct Result: Sendable {
        let before: AnomalyLedger
        let after: AnomalyLedger
        let changes: AnomalyLedger.Changes
        let ids: [AnomalyLedger.Key: Int64]
        let counters: [FleetReader.Counters]
    }

    let database: Database
    let now: Timestamp
    /// Hours since 1970 of the look.
    let untilHour: Int

    private static let rowsAtOnce: Int64 = 5_000

    /// What stands open, and the numbers of its rows.
    func standing() async throws -> (ledger: AnomalyLedger, ids: [AnomalyLedger.Key: Int64]) {
        var entries: [AnomalyLedger.Key: AnomalyLedger.Entry] = [:]
        var ids: [AnomalyLedger.Key: Int64] = [:]
        var after: Int64 = 0
        while true {
            let rows = try await database.query("anomalies_standing", .integer(after), .integer(Self.rowsAtOnce))
            for row in rows {
                let id: Int64 = try row["id"]
                after = id
                guard let kind = AnomalyKind(rawValue: try row["kind"]),
                    let subject = Anomaly.Subject(
                        word: try row["subject"], id: try row["subject_id"], site: try row.integer("site_id"), rack: try row.text("rack"))
                else { continue }
                let since = FleetReader.hour(of: try row["since"])
                let finding = Anomaly(
                    subject: subject, kind: kind, hoursAgo: untilHour - since, score: 0, observed: 0, expected: try row["expected"])
                let key = AnomalyLedger.Key(subject: subject, kind: kind)
                let state: String = try row["state"]
                entries[key] = AnomalyLedger.Entry(
                    sinceHour: since, finding: finding, missed: try row["missed"], isAcknowledged: state == "acknowledged")
                ids[key] = id
            }
            guard rows.count == Int(Self.rowsAtOnce) else { return (AnomalyLedger(open: entries), ids) }
        }
    }

    /// Writes all of a look, or nothing.
    func write(_ result: Result, until: Timestamp, miners: Int, hoursKnown: Int) async throws {
        var calls: [Database.Call] = []
        if !result.changes.opened.isEmpty { calls.append(Database.Call("anomalies_insert", opened(result, until: until))) }
        if !result.ids.isEmpty { calls.append(Database.Call("anomalies_renew", renewed(result, until: until))) }
        if !result.counters.isEmpty { calls.append(Database.Call("anomaly_counters_write", counters(result))) }
        calls.append(Database.Call("anomalies_prune"))
        calls.append(
            Database.Call(
                "anomaly_look_write", .timestamp(until), .timestamp(now), .integer(Int64(miners)), .integer(Int64(hoursKnown))))
        _ = try await database.batch(calls)
    }

    private func opened(_ result: Result, until: Timestamp) -> Value {
        Value.json { json in
            json.array { json in
                for key in result.changes.opened {
                    guard let entry = result.after.open[key] else { continue }
                    json.object { json in
                        json.field("subject", key.subject.word)
                        json.field("subject_id", key.subject.id)
                        if case .rack(let site, _) = key.subject { json.field("site_id", site) }
                        json.field("kind", key.kind.rawValue)
                        json.field("since", Timestamp(unixMicros: Int64(entry.sinceHour) * 3_600_000_000))
                        json.field("found_at", now)
                        json.field("expected", entry.finding.expected)
                        Self.writeFigures(entry.finding, until: until, to: &json)
                    }
                }
            }
        }
    }

    /// Rows that were there: found again, missed, or over.
    private func renewed(_ result: Result, until: Timestamp) -> Value {
        Value.json { json in
            json.array { json in
                for (key, id) in result.ids {
                    json.object { json in
                        json.field("id", id)
                        guard let entry = result.after.open[key] else {
                            json.field("state", "gone")
                            json.field("missed", AnomalyLedger.missesUntilGone)
                            return
                        }
                        json.field("state", entry.isAcknowledged ? "acknowledged" : "open")
                        json.field("missed", entry.missed)
                        if entry.missed == 0 { Self.writeFigures(entry.finding, until: until, to: &json) }
                    }
                }
            }
        }
    }

    private static func writeFigures(_ finding: Anomaly, until: Timestamp, to json: inout JSONWriter) {
        json.field("until", until)
        json.field("score", finding.score)
        json.field("observed", finding.observed)
        json.field("neighbours", finding.neighbours)
        json.field("rack", finding.rack)
        json.field("model", finding.model)
        json.field("miners", finding.miners)
        json.field("detail", finding.detail.map { String($0.prefix(500)) })
        json.field("explanation", AnomalyText.explanation(finding))
    }

    /// A pool that nobody wonders about is the usual one from now on.
    private func counters(_ result: Result) -> Value {
        Value.json { json in
            json.array { json in
                for counter in result.counters {
                    let key = AnomalyLedger.Key(subject: .miner(counter.miner), kind: .poolChanged)
                    let isOdd = result.after.open[key].map { !$0.isAcknowledged } ?? false
                    json.object { json in
                        json.field("miner_id", counter.miner)
                        json.field("accepted_shares", counter.accepted)
                        json.field("rejected_shares", counter.rejected)
                        json.field("usual_pool", isOdd ? counter.usualPool : counter.pool ?? counter.usualPool)
                    }
                }
            }
        }
    }
}
