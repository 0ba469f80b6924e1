package import Ethereum
internal import EventLoop
internal import Foundation
package import HostData
package import HostEgress
package import Logging
internal import Synchronization

/// The notary of a host that the operator gave a chain and a key: takes leaves at any time, and anchors them while ``run()`` does.
///
/// Any number of hosts may run it on one database; one of them anchors.
///
/// Thread: any, for every function; none blocks.
package final class ChainNotary: NotaryAnchoring {
    package let settings: NotarySettings
    private let sender: NotarySender
    package let store: NotaryStore
    package let chain: ChainClient
    /// For whoever wants to know how the chain is.
    package let lookout: ChainLookout
    private let last = Mutex(Last())
    private let pause: Duration

    /// - Parameters:
    ///   - host: What this host is called.
    ///   - pause: Between two looks at the chain.
    package init(
        _ settings: NotarySettings, signer: any NotarySigner, database: Database, engine: HTTPEngine, host: String,
        rules: TransactionRules? = nil, pause: Duration = .seconds(2), logger: Logger
    ) {
        self.settings = settings
        self.pause = pause
        chain = ChainClient(chainID: settings.chainID, addresses: settings.nodes, engine: engine)
        lookout = ChainLookout(chain: chain, account: signer.address)
        store = NotaryStore(
            database: database, chainID: settings.chainID, contract: settings.contract, notary: signer.address, host: host)
        sender = NotarySender(
            settings: settings, chain: chain, store: store, signer: signer, holder: UUID().uuidString,
            rules: rules ?? TransactionRules(feeCap: settings.feeCap), logger: logger)
    }

    /// Anchors until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await turn()
            try? await Task.sleep(for: pause)
        }
        await sender.end()
    }

    /// One look at the chain and what follows from it.
    package func turn() async {
        let figures = await sender.turn()
        last.withLock { $0.take(figures) }
    }

    /// How it was at the last look.
    package var figures: NotaryFigures { last.withLock { $0.figures } }

    /// What was wrong since this host began, the latest first.
    package var problems: [NotaryProblems.Problem] { last.withLock { $0.problems.all } }

    private struct Last {
        var figures = NotaryFigures()
        var problems = NotaryProblems()

        mutating func take(_ figures: NotaryFigures) {
            self.figures = figures
            problems.note(figures.troubles.map(\.text), at: Date())
        }
    }

    /// Stores the leaf for the next interval, whether or not this host anchors.
    package func submit(tenant: TenantKey, key: String, leaf: Bytes32) async throws(NotaryRefusal) -> NotaryAcceptance {
        try await store.submit(tenant: tenant, key: key, leaf: leaf)
    }

    /// Reads how far it has come.
    package func receipt(tenant: TenantKey, key: String) async throws(NotaryRefusal) -> NotaryReceipt? {
        try await store.receipt(tenant: tenant, key: key)
    }
}
