/// The notary's state, as the template reads it. Pure.
struct NotaryTable {
    let report: NotaryReport?
    let catalogue: Catalogue
    let canResume: Bool
    var places: [PlaceReport] = []

    var json: JSONValue {
        let pinning = PlaceTable(places: places, catalogue: catalogue).json
        guard let report else { return ["is_configured": false, "has_places": .bool(!places.isEmpty), "places": pinning] }
        let isFine =
            report.halted == nil && report.troubles.isEmpty && report.queue.stuck == 0 && report.sender != nil && report.chain != nil
        let state = report.halted != nil ? "halted" : isFine ? "fine" : "troubled"
        return [
            "is_configured": true, "has_places": .bool(!places.isEmpty), "places": pinning, "state": .string(word("state_\(state)")),
            "state_class": .string(["halted": "malformed", "troubled": "low"][state] ?? "fine"),
            "halted": text(report.halted), "can_resume": .bool(canResume && report.halted != nil),
            "troubles": .array(report.troubles.map { .string($0) }), "has_troubles": .bool(!report.troubles.isEmpty),
            "chain_id": .string(String(report.chainID)), "chain_name": text(catalogue.find("notary.chains.\(report.chainID)")),
            "contract": .string(report.contract), "contract_url": text(report.explorer.map { "\($0)/address/\(report.contract)" }),
            "account": .string(report.account), "account_url": text(report.explorer.map { "\($0)/address/\(report.account)" }),
            "stream": text(report.stream), "sender": text(report.sender), "host": .string(report.host),
            "fee_cap": .string(WeiText.gwei(report.feeCapWei)),
            "chain": report.chain.map(describe) ?? .null, "balance": report.balance.map(describe) ?? .null,
            "nodes": .array(report.nodes.map(describe)), "counts": .array(counts(report.queue)), "queue": queue(report.queue),
            "has_intervals": .bool(!report.intervals.isEmpty), "intervals": .array(report.intervals.map { describe($0, report.explorer) }),
            "has_problems": .bool(!report.problems.isEmpty),
            "problems": .array(
                report.problems.map {
                    ["text": .string($0.text), "at": JSONAnswer.time($0.lastAt), "first_at": JSONAnswer.time($0.firstAt)]
                }),
        ]
    }

    private func describe(_ chain: NotaryReport.Chain) -> JSONValue {
        [
            "seen_at": JSONAnswer.time(chain.seenAt), "latest": number(chain.latest), "latest_at": JSONAnswer.time(chain.latestAt),
            "safe": number(chain.safe), "finalized": number(chain.finalized), "disagreement": text(chain.disagreement),
            "base_fee": .string(WeiText.gwei(chain.baseFeeWei)),
            "base_fee_gwei": .string(WeiText.number(chain.baseFeeWei, decimals: 9)), "tip": text(chain.tipWei.map(WeiText.gwei)),
        ]
    }

    private func describe(_ balance: NotaryReport.Balance) -> JSONValue {
        [
            "amount": .string(WeiText.ether(balance.wei)), "ether": .string(WeiText.number(balance.wei, decimals: 18)),
            "low": .string(WeiText.ether(balance.lowWei)), "is_low": .bool(balance.isLow),
            "transaction": text(balance.transactionWei.map(WeiText.ether)), "transactions": balance.transactions.map(number) ?? .null,
        ]
    }

    private func describe(_ node: NotaryReport.Node) -> JSONValue {
        let asked = node.answers + node.failures
        let state = node.fault != nil ? "silent" : asked == 0 ? "unasked" : (node.lag ?? 0) > 2 ? "behind" : "answers"
        return [
            "name": .string(node.name), "fault": text(node.fault), "block": node.block.map(number) ?? .null,
            "lag": node.lag.map(number) ?? .null, "state": .string(word("node_\(state)")),
            "state_class": .string(["silent": "unreachable", "behind": "low", "unasked": "idle"][state] ?? "fine"),
            "success": asked == 0 ? .null : .string("\(Self.percent(node.answers, of: asked)) %"), "asked": number(asked),
        ]
    }

    /// Only what there are all of is 100, and only what there is none of is 0.
    static func percent(_ part: UInt64, of all: UInt64) -> UInt64 {
        guard part > 0, part < all else { return part == 0 ? 0 : 100 }
        return min(99, max(1, (part * 100 + all / 2) / all))
    }

    private func queue(_ queue: NotaryReport.Queue) -> JSONValue {
        let final = UInt64(queue.transactions["finalized"] ?? 0)
        let ended = final + UInt64(queue.vain)
        return [
            "waiting": .int(queue.waitingLeaves), "oldest": queue.oldestWaitingSeconds.map { .string(duration($0)) } ?? .null,
            "success": ended == 0 ? .null : .string("\(Self.percent(final, of: ended)) %"), "vain": .int(queue.vain),
        ]
    }

    private func counts(_ queue: NotaryReport.Queue) -> [JSONValue] {
        Self.phases.map { ["name": .string(word("phase_\($0)")), "count": .int(queue.transactions[$0] ?? 0), "is_bad": false] }
            + [["name": .string(word("stuck")), "count": .int(queue.stuck), "is_bad": .bool(queue.stuck > 0)]]
    }

    private static let phases = ["signed", "sent", "included", "safe", "finalized"]

    private func describe(_ interval: NotaryReport.Interval, _ explorer: String?) -> JSONValue {
        let phase = interval.phase ?? "none"
        let isStuck = interval.alarm != nil && interval.phase != "finalized"
        return [
            "sequence": number(interval.sequence), "leaves": .int(interval.leaves), "sealed_at": JSONAnswer.time(interval.sealedAt),
            "state": .string(word("phase_\(phase)")),
            "state_class": .string(isStuck ? "malformed" : ["finalized": "fine", "safe": "fine", "included": "fine"][phase] ?? "low"),
            "alarm": isStuck ? text(interval.alarm.flatMap { catalogue.find("notary.alarm_\($0)") ?? $0 }) : .null,
            "transaction": text(interval.transaction), "short": text(interval.transaction.map(Self.short)),
            "url": text(NotaryAnswer.link(interval, explorer)), "block": interval.block.map(number) ?? .null,
            "block_url": text(NotaryAnswer.blockLink(interval, explorer)), "nonce": interval.nonce.map(number) ?? .null,
            "attempts": .int(interval.attempts), "was_replaced": .bool(interval.attempts > 1),
        ]
    }

    private static func short(_ hash: String) -> String { hash.count > 20 ? "\(hash.prefix(10))…\(hash.suffix(6))" : hash }

    private func duration(_ seconds: Double) -> String {
        let (unit, count) =
            seconds < 90 ? ("seconds", seconds) : seconds < 5_400 ? ("minutes", seconds / 60) : ("hours", seconds / 3_600)
        return word("for_\(unit)").replacing("{{count}}", with: String(Int(count.rounded())))
    }

    private func word(_ key: String) -> String { catalogue["notary.\(key)"] }
    private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    private func number(_ value: UInt64) -> JSONValue { .string(UsageTable.amount(Int(clamping: value), "")) }
}
