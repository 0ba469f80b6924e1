import Ethereum
import Foundation
import HostNotary
import HostPinning
import HostTenancy
import HostWeb

/// The notary as the web server needs it.
struct NotaryAdapter: NotaryReporting {
    /// nil where nothing is anchored.
    let notary: ChainNotary?
    let pins: PinStore

    /// Of a transaction with an interval of any size: a root stands for all leaves.
    private static let usualUnsignedCount = 220
    private static let intervals = 25

    var expected: String { UnconfiguredNotary.expected }

    func report() async throws -> NotaryReport? {
        guard let notary else { return nil }
        let (store, settings) = (notary.store, notary.settings)
        let queue: NotaryStore.Queue
        let overview: NotaryStore.Overview
        let stream: NotaryStore.Stream?
        do {
            queue = try await store.queue()
            overview = try await store.overview(intervals: Self.intervals)
            stream = try await store.stream()
        } catch {
            throw TenancyFailure.unavailable
        }
        let isKeyUsedElsewhere = queue.alarms.contains(.keyUsedElsewhere)
        let newest = overview.intervals.first { $0.gas != nil }
        let view = await notary.lookout.view(unsignedCount: newest?.unsignedCount ?? Self.usualUnsignedCount)
        let cost = view.flatMap { view in view.chain.flatMap { NotaryCost(at: $0, view, gasLimit: newest?.gas) } }
        return NotaryReport(
            chainID: settings.chainID, contract: "\(settings.contract)", account: "\(store.notary)", stream: stream.map { "\($0.stream)" },
            explorer: settings.explorer, host: store.host, nodes: nodes(notary.chain.nodes.map { ("\($0.address)", $0.currentHealth) }),
            chain: view.flatMap { view in view.chain.map { describe($0, view) } },
            balance: view?.chain.map { balance($0.balance, cost, settings.lowBalance) }, feeCapWei: "\(settings.feeCap)",
            sender: queue.sender, halted: stream?.halted ?? (isKeyUsedElsewhere ? TransactionAlarm.keyUsedElsewhere.advice : nil),
            queue: NotaryReport.Queue(
                waitingLeaves: queue.waitingLeaves, oldestWaitingSeconds: queue.oldestWaitingSeconds, transactions: overview.transactions,
                stuck: overview.stuck, vain: queue.vainTransactions),
            intervals: overview.intervals.map(describe), troubles: troubles(notary, view, queue, stream),
            problems: notary.problems.map { .init(text: $0.text, firstAt: $0.firstAt, lastAt: $0.lastAt) })
    }

    func places() async throws -> [PlaceReport] {
        do { return try await pins.overview().providers.map(describe) } catch { throw TenancyFailure.unavailable }
    }

    private func describe(_ place: PinOverview) -> PlaceReport {
        PlaceReport(
            name: place.provider, pinned: place.pinned, waiting: place.waiting, removing: place.removing,
            refused: place.parked + place.mismatched, problem: place.problem ?? place.example, host: place.holder,
            day: describe(place.day), week: describe(place.week), uncheckedSeconds: place.uncheckedSeconds)
    }

    private func describe(_ tally: PinTally) -> PlaceReport.Tally {
        PlaceReport.Tally(pinned: tally.pinned, failed: tally.failed, checked: tally.checked, lost: tally.lost)
    }

    func resume(by actor: MemberSession, requestId: String) async throws {
        guard let notary else { throw TenancyFailure.refused("No chain is configured: there is nothing to go on with.") }
        let origin = ChangeOrigin(actor: actor.email, requestId: requestId)
        let resumed: Bool
        do { resumed = try await notary.store.resume { try await NotaryAudit.resume($1, origin, in: $0) } } catch {
            throw TenancyFailure.unavailable
        }
        guard resumed else { throw TenancyFailure.refused("The notary is not halted: it needs no word to go on.") }
    }

    /// What the host that anchors knows to be wrong; of another host, what can be seen from here.
    private func troubles(
        _ notary: ChainNotary, _ view: ChainLookout.View?, _ queue: NotaryStore.Queue, _ stream: NotaryStore.Stream?
    ) -> [String] {
        let figures = notary.figures
        var found = figures.troubles
        if !figures.isSender {
            found += queue.alarms.map { .transaction(nonce: nil, $0) }
            if let fault = view?.fault { found.append(.unreachable(fault)) }
            if let view, let seen = view.chain {
                found += NotaryTrouble.found(
                    in: seen, account: notary.store.notary, lowBalance: notary.settings.lowBalance, now: view.seenAt)
            }
        }
        // The stream's halt is told by itself.
        return found.filter { stream?.halted == nil || $0.kind != .halted }.map(\.text)
    }

    private func nodes(_ nodes: [(name: String, health: ChainNode.Health)]) -> [NotaryReport.Node] {
        let foremost = nodes.compactMap(\.health.latest).max()
        return nodes.map { name, health in
            NotaryReport.Node(
                name: name, fault: health.lastFault?.description, block: health.latest,
                lag: health.latest.flatMap { latest in foremost.map { $0 - latest } }, answers: health.answers, failures: health.failures)
        }
    }

    private func describe(_ chain: ChainObservation, _ view: ChainLookout.View) -> NotaryReport.Chain {
        NotaryReport.Chain(
            seenAt: view.seenAt, latest: chain.latest.number, latestAt: Date(timeIntervalSince1970: Double(chain.latest.timeSeconds)),
            safe: chain.safe, finalized: chain.finalized, disagreement: chain.disagreement, baseFeeWei: "\(chain.latest.baseFee)",
            tipWei: view.tip.map { "\($0)" })
    }

    private func balance(_ wei: UInt256, _ cost: NotaryCost?, _ low: UInt256) -> NotaryReport.Balance {
        NotaryReport.Balance(
            wei: "\(wei)", lowWei: "\(low)", isLow: wei < low, transactionWei: cost.map { "\($0.wei)" },
            transactions: cost?.transactions(from: wei))
    }

    private func describe(_ interval: NotaryStore.Interval) -> NotaryReport.Interval {
        NotaryReport.Interval(
            sequence: interval.sequence, leaves: interval.leaves, sealedAt: interval.sealedAt, nonce: interval.nonce, phase: interval.phase,
            alarm: interval.alarm?.rawValue, transaction: interval.transaction.map { "\($0)" }, block: interval.block,
            attempts: interval.attempts)
    }
}
