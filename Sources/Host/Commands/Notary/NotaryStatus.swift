import ArgumentParser
import Ethereum
import HostEgress
import HostNotary
import Logging

/// `hashinsight notary status`: how the nodes, the account and the queue are, whether or not a host runs.
struct NotaryStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show nodes, balance, gas price and what waits to be anchored.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    struct Report: Encodable {
        struct Node: Encodable {
            let node: String
            let isUp: Bool
            let problem: String?
        }

        let chainId: UInt64
        let contract: String
        let account: String
        let nodes: [Node]
        let latestBlock: UInt64?
        let finalizedBlock: UInt64?
        let baseFeeWei: String?
        let balanceWei: String?
        let stream: String?
        let halted: String?
        /// What keeps hosts from anchoring until it has ended.
        let openOrder: String?
        let intervals: UInt64
        let waitingLeaves: Int
        let oldestWaitingSeconds: Double?
        let openTransactions: Int
        let finalTransactions: Int
        let vainTransactions: Int
        let alarms: [String]
        let sender: String?
        let pinning: PinningReport
    }

    func run() async throws {
        try await Failure.exiting {
            let report = try await NotaryAccess.with(host) { notary, database in
                let seen = try? await notary.chain.observe(notary.store.notary, transactions: [])
                let queue = try await notary.store.queue()
                let stream = try await notary.store.stream()
                let order = try await notary.store.openOrder()
                return Report(
                    chainId: notary.chain.chainID, contract: "\(notary.store.contract)", account: "\(notary.store.notary)",
                    nodes: notary.chain.nodes.map {
                        let fault = $0.currentHealth.lastFault
                        return Report.Node(node: "\($0.address)", isUp: fault == nil, problem: fault?.description)
                    },
                    latestBlock: seen?.latest.number, finalizedBlock: seen?.finalized, baseFeeWei: seen.map { "\($0.latest.baseFee)" },
                    balanceWei: seen.map { "\($0.balance)" }, stream: stream.map { "\($0.stream)" }, halted: stream?.halted,
                    openOrder: order.map { NotaryTrouble.ordered(nonce: $0.nonce, command: $0.command).text },
                    intervals: stream?.sequence ?? 0, waitingLeaves: queue.waitingLeaves, oldestWaitingSeconds: queue.oldestWaitingSeconds,
                    openTransactions: queue.openTransactions, finalTransactions: queue.finalTransactions,
                    vainTransactions: queue.vainTransactions, alarms: queue.alarms.map(\.rawValue), sender: queue.sender,
                    pinning: try await PinningReport(database))
            }
            if output.json { return try Talk.result(json: report) }
            Talk.table(Self.rows(report))
        }
    }

    private static func rows(_ report: Report) -> [[String]] {
        let nodes = report.nodes.map { ["node \($0.node)", $0.problem ?? "answers"] }
        let waiting = report.oldestWaitingSeconds.map { ", the oldest for \(Int($0)) s" } ?? ""
        let alarms = [report.halted, report.openOrder].compactMap { $0 } + report.alarms
        return [["chain", "\(report.chainId), contract \(report.contract)"]] + nodes + [
            ["blocks", "newest \(report.latestBlock.map(String.init) ?? "?"), final \(report.finalizedBlock.map(String.init) ?? "?")"],
            ["gas price", "\(report.baseFeeWei ?? "?") wei"], ["account", "\(report.account), \(report.balanceWei ?? "?") wei"],
            ["stream", report.stream ?? "none yet"], ["waiting", "\(report.waitingLeaves) leaves\(waiting)"],
            [
                "transactions",
                "\(report.intervals) intervals, \(report.openTransactions) under way, \(report.finalTransactions) final, \(report.vainTransactions) in vain",
            ],
            ["sender", report.sender ?? "no host anchors at the moment"],
            ["alarms", alarms.isEmpty ? "none" : alarms.joined(separator: ", ")],
        ] + report.pinning.rows
    }
}
