package import Ethereum
internal import Foundation
package import HostData
package import HostEgress
package import Logging
internal import Synchronization

/// The pinning of a host that the operator named providers to: takes bytes at any time, and hands them on while ``run()`` does.
///
/// Any number of hosts may run it on one database; each provider is asked by one of them.
///
/// Thread: any, for every function; none blocks.
package final class Pinner: EvidencePinning {
    private let settings: PinningSettings
    package let store: PinStore
    private let lines: [PinLine]
    private let last = Mutex<[PinProviderName: PinFigures]>([:])
    private let pause: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - host: What this host is called.
    ///   - pause: Between two looks at what is due.
    package init(
        _ settings: PinningSettings, database: Database, engine: HTTPEngine, host: String, pause: Duration = .seconds(2),
        patienceSeconds: Int = 60, logger: Logger
    ) {
        self.settings = settings
        self.pause = pause
        self.logger = logger
        let providers = settings.isDisabled ? [] : settings.providers(engine, patienceSeconds: patienceSeconds)
        let store = PinStore(database: database, host: host, providers: providers.map(\.name))
        self.store = store
        let holder = UUID().uuidString
        lines = providers.map {
            PinLine(
                provider: $0, store: store, bytesPerMonth: settings.bytesPerMonth, checkDays: settings.checkDays, holder: holder,
                logger: logger)
        }
    }

    /// Whether nothing goes out for now.
    package var isDisabled: Bool { settings.isDisabled }

    /// Pins and unpins until the task is cancelled.
    package func run() async {
        await withTaskGroup { group in
            for line in lines {
                group.addTask { [self] in
                    while !Task.isCancelled {
                        let isMore = await turn(line)
                        try? await Task.sleep(for: isMore ? .zero : pause)
                    }
                    await line.end()
                }
            }
            if !lines.isEmpty {
                group.addTask { [self] in
                    while !Task.isCancelled {
                        await addManifests()
                        try? await Task.sleep(for: pause * 5)
                    }
                }
            }
        }
    }

    /// Does once what is due at each provider.
    package func turn() async {
        if !lines.isEmpty { await addManifests() }
        await withTaskGroup { group in
            for line in lines { group.addTask { [self] in _ = await turn(line) } }
        }
    }

    private func turn(_ line: PinLine) async -> Bool {
        let isMore = await line.turn()
        let figures = await line.figures
        last.withLock { $0[line.provider.name] = figures }
        return isMore
    }

    private func addManifests() async {
        do { _ = try await store.addManifests() } catch { logger.warning("pinning: an interval's manifest: \(error)") }
    }

    /// How it was at the last look, by provider.
    package var figures: [PinProviderName: PinFigures] { last.withLock { $0 } }

    /// Asks each provider whether it is there and takes the token; nil for those where nothing is wrong.
    package func probe() async -> [(provider: PinProviderName, fault: PinFault?)] {
        await withTaskGroup { group in
            for (index, line) in lines.enumerated() {
                group.addTask {
                    do throws(PinFault) { try await line.provider.probe() } catch { return (index, error as PinFault?) }
                    return (index, nil)
                }
            }
            var found: [Int: PinFault] = [:]
            for await (index, fault) in group { found[index] = fault }
            return lines.enumerated().map { ($1.provider.name, found[$0]) }
        }
    }

    /// Stores the bytes, whether or not this host asks the providers.
    package func pin(tenant: TenantKey, key: String, content: [UInt8]) async throws(PinRefusal) -> CID {
        guard (1...PinObject.maximumBytes).contains(content.count) else {
            throw PinRefusal(.invalidContent, "1 to \(PinObject.maximumBytes) bytes are pinned, these are \(content.count)")
        }
        let object = PinObject(content)
        try await store.pin(tenant: tenant, key: key, object: object)
        return object.cid
    }

    /// Reads where they are.
    package func report(tenant: TenantKey, key: String) async throws(PinRefusal) -> PinReport? {
        try await store.report(tenant: tenant, key: key)
    }

    /// Deletes the bytes, and has them unpinned as soon as a provider is reached.
    package func unpin(tenant: TenantKey, key: String) async throws(PinRefusal) { try await store.unpin(tenant: tenant, key: key) }
}
