package import Ethereum
internal import EventLoop
package import Foundation

/// Looks at the chain for whoever wants to know how it is, whether or not this host anchors: not more often than every few seconds,
/// however many ask, and none of them waits long for it.
package actor ChainLookout {
    private static let freshNanos: UInt64 = 4_000_000_000

    /// What was seen.
    package struct View: Sendable, Hashable {
        package let seenAt: Date
        /// nil while too few nodes answer.
        package let chain: ChainObservation?
        /// Why they do not.
        package let fault: NodeFault?
        /// In wei per gas.
        package let tip: UInt256?
        /// In wei, what one transaction costs on the chain below at most; nil where that is not known, 0 on a chain without one below.
        package let belowWei: UInt256?
    }

    private let chain: ChainClient
    private let account: Address
    private var last: (view: View, atNanos: UInt64)?
    private var looking: Task<View, Never>?

    init(chain: ChainClient, account: Address) {
        self.chain = chain
        self.account = account
    }

    /// What is known by now, at most some seconds old; older, or nil, where the nodes take longer than `patience` to tell.
    /// - Parameter unsignedCount: Bytes of a transaction as it is made at present.
    package func view(unsignedCount: Int, patience: Duration = .seconds(2)) async -> View? {
        if let last, EventLoop.nowNanos() - last.atNanos < Self.freshNanos { return last.view }
        let task = looking ?? begin(unsignedCount)
        looking = task
        let (bell, ring) = AsyncStream.makeStream(of: Void.self)
        // The look itself goes on: it is for the next one who asks.
        Task {
            _ = await task.value
            ring.finish()
        }
        let alarm = Task {
            try? await Task.sleep(for: patience)
            ring.finish()
        }
        for await _ in bell {}
        alarm.cancel()
        return last?.view
    }

    private func begin(_ unsignedCount: Int) -> Task<View, Never> {
        Task {
            let view = await Self.look(chain, account, unsignedCount)
            last = (view, EventLoop.nowNanos())
            looking = nil
            return view
        }
    }

    private static func look(_ chain: ChainClient, _ account: Address, _ unsignedCount: Int) async -> View {
        do throws(NodeFault) {
            let seen = try await chain.observe(account, transactions: [])
            let tip = try? await chain.tip()
            return View(seenAt: Date(), chain: seen, fault: nil, tip: tip, belowWei: await below(chain, unsignedCount))
        } catch {
            return View(seenAt: Date(), chain: nil, fault: error, tip: nil, belowWei: nil)
        }
    }

    private static func below(_ chain: ChainClient, _ unsignedCount: Int) async -> UInt256? {
        let call = FeeOracle.l1FeeUpperBound(unsignedCount: UInt64(unsignedCount))
        do {
            let answer = try await chain.call(FeeOracle.address, data: call.data)
            // A chain without that oracle has no chain below to pay for.
            return answer.isEmpty ? 0 : try FeeOracle.fee(from: answer)
        } catch {
            return nil
        }
    }
}
