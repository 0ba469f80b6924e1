/// The notary's state as JSON. Pure.
enum NotaryAnswer {
    static func describe(_ report: NotaryReport?, _ places: [PlaceReport], expected: String) -> JSONValue {
        let pinning = JSONValue.array(places.map(describe))
        guard let report else { return ["configured": false, "expected": .string(expected), "pinning": pinning] }
        let queue = report.queue
        return [
            "configured": true, "chain_id": number(report.chainID), "contract": .string(report.contract),
            "account": .string(report.account), "stream": text(report.stream), "host": .string(report.host),
            "sender": text(report.sender), "halted": text(report.halted), "fee_cap_wei": .string(report.feeCapWei),
            "nodes": .array(report.nodes.map(describe)), "chain": report.chain.map(describe) ?? .null,
            "balance": report.balance.map(describe) ?? .null,
            "queue": [
                "waiting_leaves": .int(queue.waitingLeaves),
                "oldest_waiting_seconds": queue.oldestWaitingSeconds.map { .int(Int($0)) } ?? .null,
                "transactions": .object(queue.transactions.mapValues { .int($0) }), "stuck": .int(queue.stuck), "in_vain": .int(queue.vain),
            ],
            "intervals": .array(report.intervals.map { describe($0, report.explorer) }),
            "troubles": .array(report.troubles.map { .string($0) }),
            "problems": .array(
                report.problems.map {
                    ["text": .string($0.text), "first_at": JSONAnswer.time($0.firstAt), "last_at": JSONAnswer.time($0.lastAt)]
                }),
            "pinning": pinning,
        ]
    }

    private static func describe(_ place: PlaceReport) -> JSONValue {
        [
            "place": .string(place.name), "pinned": .int(place.pinned), "waiting": .int(place.waiting), "removing": .int(place.removing),
            "refused": .int(place.refused), "problem": text(place.problem), "host": text(place.host), "day": describe(place.day),
            "week": describe(place.week), "unchecked_seconds": place.uncheckedSeconds.map { .int(Int($0)) } ?? .null,
        ]
    }

    private static func describe(_ tally: PlaceReport.Tally) -> JSONValue {
        [
            "pinned": .int(tally.pinned), "failed": .int(tally.failed), "checked": .int(tally.checked), "lost": .int(tally.lost),
        ]
    }

    private static func describe(_ node: NotaryReport.Node) -> JSONValue {
        [
            "node": .string(node.name), "fault": text(node.fault), "block": number(node.block), "lag": number(node.lag),
            "answers": number(node.answers), "failures": number(node.failures),
        ]
    }

    private static func describe(_ chain: NotaryReport.Chain) -> JSONValue {
        [
            "seen_at": JSONAnswer.time(chain.seenAt), "latest": number(chain.latest), "latest_at": JSONAnswer.time(chain.latestAt),
            "safe": number(chain.safe), "finalized": number(chain.finalized), "disagreement": text(chain.disagreement),
            "base_fee_wei": .string(chain.baseFeeWei), "tip_wei": text(chain.tipWei),
        ]
    }

    private static func describe(_ balance: NotaryReport.Balance) -> JSONValue {
        [
            "wei": .string(balance.wei), "low_wei": .string(balance.lowWei), "low": .bool(balance.isLow),
            "transaction_wei": text(balance.transactionWei), "transactions": number(balance.transactions),
        ]
    }

    private static func describe(_ interval: NotaryReport.Interval, _ explorer: String?) -> JSONValue {
        [
            "sequence": number(interval.sequence), "leaves": .int(interval.leaves), "sealed_at": JSONAnswer.time(interval.sealedAt),
            "nonce": number(interval.nonce), "phase": text(interval.phase), "alarm": text(interval.alarm),
            "transaction": text(interval.transaction), "block": number(interval.block), "attempts": .int(interval.attempts),
            "url": text(link(interval, explorer)), "block_url": text(blockLink(interval, explorer)),
        ]
    }

    /// Where its transaction is looked up; nil where no site is known or nothing was sent.
    static func link(_ interval: NotaryReport.Interval, _ explorer: String?) -> String? {
        guard let explorer, let transaction = interval.transaction else { return nil }
        return "\(explorer)/tx/\(transaction)"
    }

    /// Where its block is looked up; nil where no site is known or it stands in none.
    static func blockLink(_ interval: NotaryReport.Interval, _ explorer: String?) -> String? {
        guard let explorer, let block = interval.block else { return nil }
        return "\(explorer)/block/\(block)"
    }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    private static func number(_ value: UInt64) -> JSONValue { .number(String(value)) }
    private static func number(_ value: UInt64?) -> JSONValue { value.map { .number(String($0)) } ?? .null }
}
