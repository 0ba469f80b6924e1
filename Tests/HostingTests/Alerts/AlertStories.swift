import PluginKit

@testable import Hosting

/// Rules and miners for tests, and an evaluation that goes on minute by minute with what the one before has stored.
struct AlertStory {
    static let start = Timestamp(unixMicros: 1_800_000_000_000_000)

    static func rule(
        _ id: Int64 = 1, _ kind: AlertKind = .offline, threshold: Double = 0, siteId: Int64? = nil, modelId: String? = nil,
        delayMinutes: Int64 = 10, repeatMinutes: Int64 = 60, quiet: QuietHours? = nil, localMinute: Int64 = 0, tellsRecovery: Bool = true,
        mailTo: [String] = ["ana@example.org"], webhookURL: String? = nil, language: String = "en", lastNotifiedAt: Timestamp? = nil,
        lastRepeatedAt: Timestamp? = nil
    ) -> AlertRule {
        AlertRule(
            id: id, name: "Rule \(id)", kind: kind, threshold: threshold, siteId: siteId, modelId: modelId, severity: .critical,
            delaySeconds: delayMinutes * 60, repeatSeconds: repeatMinutes * 60, quiet: quiet, localMinute: localMinute,
            tellsRecovery: tellsRecovery, mailTo: mailTo, webhookURL: webhookURL, language: language, lastNotifiedAt: lastNotifiedAt,
            lastRepeatedAt: lastRepeatedAt)
    }

    static func miner(
        _ id: Int64, _ state: String = "ok", since: Timestamp? = nil, status: String = "active", siteId: Int64? = 7,
        modelId: String = "s21",
        rate: Double? = 200, nameplate: Double = 200, mean: Double? = nil, celsius: Double? = 60, fanRpm: Double? = 6_000,
        hasFans: Bool = true, isCurtailed: Bool = false, overdueSince: Timestamp? = nil
    ) -> MinerCondition {
        MinerCondition(
            key: MinerKey(tenantId: 1, minerId: id), serialNumber: "S\(id)", client: "Alpha", siteId: siteId,
            site: siteId.map { "Hall \($0)" },
            modelId: modelId, hasFans: hasFans, status: status, state: state, stateSince: since, observedAt: start, hashrateTHs: rate,
            nameplateHashrateTHs: nameplate, meanHashrateTHs: mean, temperatureCelsius: celsius, slowestFanRpm: fanRpm,
            isCurtailed: isCurtailed, overdueSince: overdueSince)
    }

    /// Minutes since the start.
    private(set) var minute: Int64 = 0
    private(set) var memory: [AlertRecord] = []
    private(set) var lastNotifiedAt: [Int64: Timestamp] = [:]
    private(set) var lastRepeatedAt: [Int64: Timestamp] = [:]
    private var lastId: Int64 = 0

    var now: Timestamp { AlertStory.start.adding(seconds: Double(minute) * 60) }

    /// One evaluation, then a minute passes. What it stores is what the database would store.
    mutating func pass(_ rules: [AlertRule], _ miners: [MinerCondition]) -> AlertOutcome {
        let told = rules.map { $0.told(at: lastNotifiedAt[$0.id], again: lastRepeatedAt[$0.id]) }
        let outcome = AlertEvaluator(now: now).evaluate(rules: told, miners: miners, memory: memory)
        let changed = Dictionary(outcome.changed.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        memory = memory.map { changed[$0.id] ?? $0 }.filter { record in !record.isSettled && !outcome.removed.contains { $0 == record.id } }
        for record in outcome.added {
            lastId += 1
            memory.append(record.stored(as: lastId))
        }
        for notice in outcome.notices {
            lastNotifiedAt[notice.rule.id] = now
            if notice.isRepeat { lastRepeatedAt[notice.rule.id] = now }
        }
        minute += 1
        return outcome
    }

    /// Somebody acknowledges everything that is open.
    mutating func acknowledge() { memory = memory.map { $0.stored(as: $0.id ?? 0, isAcknowledged: true) } }
}

extension AlertRule {
    fileprivate func told(at time: Timestamp?, again: Timestamp?) -> AlertRule {
        AlertRule(
            id: id, name: name, kind: kind, threshold: threshold, siteId: siteId, modelId: modelId, severity: severity,
            delaySeconds: delaySeconds, repeatSeconds: repeatSeconds, quiet: quiet, localMinute: localMinute, tellsRecovery: tellsRecovery,
            mailTo: mailTo, webhookURL: webhookURL, language: language, lastNotifiedAt: time,
            lastRepeatedAt: again)
    }
}

extension AlertRecord {
    fileprivate func stored(as id: Int64, isAcknowledged: Bool? = nil) -> AlertRecord {
        AlertRecord(
            id: id, ruleId: ruleId, miner: miner, serialNumber: serialNumber, client: client, site: site, value: value, beganAt: beganAt,
            openedAt: openedAt, notifiedAt: notifiedAt, resolvedAt: resolvedAt, isAcknowledged: isAcknowledged ?? self.isAcknowledged,
            isSettled: isSettled)
    }
}
