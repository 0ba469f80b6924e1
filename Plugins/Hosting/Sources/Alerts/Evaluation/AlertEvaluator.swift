import PluginKit

/// Evaluates rules: what is seen of the miners and what is remembered give what to remember and what to tell. Pure.
///
/// A record that is added or changed is stored together with the notice that tells of it, so evaluating again after a crash tells it neither
/// twice nor never.
struct AlertEvaluator: Sendable {
    let now: Timestamp

    /// Between two notices of one rule lie so many seconds at least: what comes meanwhile is told together.
    static let gapSeconds: Int64 = 300

    /// Evaluates all rules of a tenant.
    ///
    /// - Parameters:
    ///   - rules: Those that are switched on.
    ///   - miners: Those that might breach a rule, and all that have an unresolved record.
    ///   - memory: All records that are not settled.
    func evaluate(rules: [AlertRule], miners: [MinerCondition], memory: [AlertRecord]) -> AlertOutcome {
        let byKey = Dictionary(miners.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var remembered = Dictionary(grouping: memory, by: \.ruleId)
        var outcome = AlertOutcome()
        for rule in rules {
            let before = remembered.removeValue(forKey: rule.id) ?? []
            var records = before.map { advance($0, rule, byKey[$0.miner]) }
            records += begin(rule, miners, known: Set(before.lazy.filter { $0.resolvedAt == nil }.map(\.miner)))
            let stored = records.compactMap { $0 }
            tell(rule, stored, before: before, gone: zip(before, records).compactMap { $1 == nil ? $0.id : nil }, &outcome)
        }
        // Rules that were deleted or switched off take what they remember with them.
        for record in remembered.values.joined() {
            if let id = record.id, record.openedAt == nil { outcome.removed.append(id) } else { outcome.changed.append(closed(record)) }
        }
        return outcome
    }

    // MARK: Records

    /// The record after this moment; nil if it never opened and is over.
    private func advance(_ record: AlertRecord, _ rule: AlertRule, _ miner: MinerCondition?) -> AlertRecord? {
        guard record.resolvedAt == nil else { return record }
        let verdict = miner.flatMap { rule.covers($0) ? rule.judge($0) : nil } ?? .exempt
        switch verdict {
        case .unknown: return record
        case .breached:
            var record = record
            if record.openedAt == nil, isDue(record.beganAt, rule) { record.openedAt = now }
            return record
        case .clear where record.openedAt != nil:
            var record = record
            record.resolvedAt = now
            // Who was never told of it need not be told of its end.
            record.isSettled = record.notifiedAt == nil || !rule.tellsRecovery
            return record
        case .exempt where record.openedAt != nil: return closed(record)
        case .clear, .exempt: return nil
        }
    }

    private func begin(_ rule: AlertRule, _ miners: [MinerCondition], known: Set<MinerKey>) -> [AlertRecord] {
        miners.compactMap { miner in
            guard rule.covers(miner), case .breached(let value, let since) = rule.judge(miner), !known.contains(miner.key) else {
                return nil
            }
            let beganAt = min(since ?? now, now)
            return AlertRecord(
                id: nil, ruleId: rule.id, miner: miner.key, serialNumber: miner.serialNumber, client: miner.client, site: miner.site,
                value: value, beganAt: beganAt, openedAt: isDue(beganAt, rule) ? now : nil, isAcknowledged: false)
        }
    }

    private func closed(_ record: AlertRecord) -> AlertRecord {
        var record = record
        record.resolvedAt = record.resolvedAt ?? now
        record.isSettled = true
        return record
    }

    private func isDue(_ beganAt: Timestamp, _ rule: AlertRule) -> Bool { isOver(rule.delaySeconds, since: beganAt) }

    private func isOver(_ seconds: Int64, since time: Timestamp) -> Bool { now.micros(since: time) >= seconds * 1_000_000 }

    // MARK: Notices

    private func tell(
        _ rule: AlertRule, _ records: [AlertRecord], before: [AlertRecord], gone: [Int64], _ outcome: inout AlertOutcome
    ) {
        var records = records
        if let notice = notice(rule, records) {
            outcome.notices.append(notice)
            for index in records.indices {
                let record = records[index]
                if record.isOpen, record.notifiedAt == nil, !record.isAcknowledged { records[index].notifiedAt = now }
                if record.resolvedAt != nil { records[index].isSettled = true }
            }
        }
        let known = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        outcome.added += records.filter { $0.id == nil }
        outcome.changed += records.filter { $0.id != nil && known[$0.id] != $0 }
        outcome.removed += gone
    }

    private func notice(_ rule: AlertRule, _ records: [AlertRecord]) -> AlertNotice? {
        if let quiet = rule.quiet, quiet.contains(rule.localMinute) { return nil }
        let opened = records.filter { $0.isOpen && $0.notifiedAt == nil && !$0.isAcknowledged }
        let recovered = records.filter { $0.resolvedAt != nil && !$0.isSettled }
        let standing = records.filter { $0.isOpen && $0.notifiedAt != nil && !$0.isAcknowledged }
        let isRepeat = standing.contains { isToBeRepeated($0, rule) }
        let isNews = !opened.isEmpty || !recovered.isEmpty
        let hasGap = rule.lastNotifiedAt.map { isOver(AlertEvaluator.gapSeconds, since: $0) } ?? true
        guard hasGap, isRepeat || isNews else { return nil }
        return AlertNotice(
            rule: rule, at: now, opened: opened, recovered: recovered, standing: standing, openCount: records.count { $0.isOpen },
            isRepeat: isRepeat)
    }

    /// Whether its interval is over since it was first told or told again. What else the rule told meanwhile said nothing of it.
    private func isToBeRepeated(_ record: AlertRecord, _ rule: AlertRule) -> Bool {
        guard rule.repeatSeconds > 0, let notifiedAt = record.notifiedAt else { return false }
        return isOver(rule.repeatSeconds, since: max(notifiedAt, rule.lastRepeatedAt ?? notifiedAt))
    }
}
