import Ethereum
import Foundation
import HostNotary
import HostOperate

/// Figures of the notary for /metrics. Registered where there is one, so that other hosts tell nothing of it.
struct NotarySeries: Sendable {
    private let isSender: MetricFamily<Gauge>
    private let nodeUp: MetricFamily<Gauge>
    private let nodeAnswers: MetricFamily<Counter>
    private let blocks: MetricFamily<Gauge>
    private let baseFee: MetricFamily<Gauge>
    private let balance: MetricFamily<Gauge>
    private let sends: MetricFamily<Counter>
    private let transactions: MetricFamily<Counter>
    private let troubles: MetricFamily<Gauge>
    private let trouble: MetricFamily<Gauge>
    private let headAge: MetricFamily<Gauge>
    private let finalityLag: MetricFamily<Gauge>

    init(_ registry: MetricsRegistry) throws(MetricsError) {
        isSender = try registry.gauge("hashinsight_notary_sender", help: "1 on the host that anchors, 0 on the others.")
        nodeUp = try registry.gauge("hashinsight_notary_node_up", help: "1 while the node's last answer was one.", labels: ["node"])
        nodeAnswers = try registry.counter(
            "hashinsight_notary_node_requests_total", help: "Questions to a node of the chain.", labels: ["node", "outcome"])
        blocks = try registry.gauge(
            "hashinsight_notary_block", help: "Number of the newest block of each kind, as the nodes agree.", labels: ["tag"])
        baseFee = try registry.gauge("hashinsight_notary_base_fee_wei", help: "What the newest block asks for, per gas.")
        balance = try registry.gauge("hashinsight_notary_balance_wei", help: "What the notary's account has.")
        sends = try registry.counter(
            "hashinsight_notary_sends_total", help: "Transactions given to the nodes, by what they said.", labels: ["outcome"])
        transactions = try registry.counter(
            "hashinsight_notary_transactions_total", help: "Transactions in a block that cannot go away, by what they did.",
            labels: ["outcome"])
        troubles = try registry.gauge("hashinsight_notary_troubles", help: "What is wrong at the moment; the log says what.")
        trouble = try registry.gauge("hashinsight_notary_trouble", help: "What is wrong at the moment, by kind.", labels: ["kind"])
        headAge = try registry.gauge("hashinsight_notary_head_age_seconds", help: "Since the newest block, by this host's clock.")
        finalityLag = try registry.gauge(
            "hashinsight_notary_finality_lag_seconds", help: "From the newest final block to the newest, by the chain's clock.")
    }

    func collect(_ notary: ChainNotary) {
        let figures = notary.figures
        isSender.with().set(figures.isSender ? 1 : 0)
        // Two nodes of one host have the same name: the path may hold a key.
        for (index, node) in notary.chain.nodes.enumerated() {
            let health = node.currentHealth
            let name = "\(index + 1) \(node.address)"
            nodeUp.with(name).set(health.lastFault == nil ? 1 : 0)
            nodeAnswers.with(name, "answered").advance(to: Double(health.answers))
            nodeAnswers.with(name, "failed").advance(to: Double(health.failures))
        }
        if let chain = figures.chain {
            blocks.with("latest").set(Double(chain.latest.number))
            blocks.with("safe").set(Double(chain.safe))
            blocks.with("finalized").set(Double(chain.finalized))
            baseFee.with().set(Double(chain.latest.baseFee.description) ?? 0)
            headAge.with().set(Double(chain.headAgeSeconds(now: Date()) ?? 0))
            finalityLag.with().set(Double(chain.finalityLagSeconds))
            balance.with().set(Double(chain.balance.description) ?? 0)
        }
        sends.with("taken").advance(to: Double(figures.sendsTaken))
        sends.with("failed").advance(to: Double(figures.sendsFailed))
        transactions.with("anchored").advance(to: Double(figures.finalized))
        transactions.with("in_vain").advance(to: Double(figures.vain))
        troubles.with().set(Double(figures.troubles.count))
        for kind in NotaryTrouble.Kind.allCases {
            trouble.with(kind.rawValue).set(Double(figures.troubles.count { $0.kind == kind }))
        }
    }
}
