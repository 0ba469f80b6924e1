package import HostData
package import Logging
import PostgresClient
import Synchronization

/// Who is served with what, in memory: one snapshot, swapped whole, so that a request costs no query.
///
/// Kept fresh by a ``ChangeFeed``. Without the database the last snapshot stays in force.
package final class TenantDirectory: Sendable {
    /// Told of each change, one after the other, before whoever made it is answered; must not block.
    package typealias ChangeHandler = @Sendable (DirectoryChange) -> Void

    private let store: TenancyStore
    private let logger: Logger
    private let state = Mutex(State())
    /// Held from a swap until every handler has seen it, so that changes are told in their order.
    private let delivery = Mutex(())

    private struct State {
        var snapshot = DirectorySnapshot.empty
        var handlers: [ChangeHandler] = []
        var streams: [Int: AsyncStream<DirectoryChange>.Continuation] = [:]
        var lastStream = 0
    }

    package init(database: Database, logger: Logger) {
        store = TenancyStore(pool: database.host)
        self.logger = logger
    }

    /// The newest snapshot; any thread, a few nanoseconds.
    package var snapshot: DirectorySnapshot { state.withLock(\.snapshot) }

    /// Registers with the feed, so that changes made on any host arrive.
    package func follow(_ feed: ChangeFeed) {
        feed.add { [self] notification in
            switch notification {
            case .connected: await refreshLogging()
            case .tenancy(let generation) where generation > snapshot.generation: await refreshLogging()
            default: break
            }
        }
    }

    /// Calls `handler` after each swap, in order, before the next swap; must return soon.
    package func onChange(_ handler: @escaping ChangeHandler) { state.withLock { $0.handlers.append(handler) } }

    /// The changes from now on. Unread changes are kept; each carries its whole snapshot, so skipping to the last is safe.
    package func changes() -> AsyncStream<DirectoryChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: DirectoryChange.self)
        let number = state.withLock { state in
            state.lastStream += 1
            state.streams[state.lastStream] = continuation
            return state.lastStream
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.streams.removeValue(forKey: number) } }
        return stream
    }

    /// Reads all tenants and instances and swaps the snapshot if it is newer.
    /// - Throws: `PostgresError`; the snapshot then stays as it was.
    package func refresh() async throws {
        let snapshot = try await load()
        delivery.withLock { _ in
            let (change, handlers, streams) = state.withLock { state in
                // Two refreshes may overlap: the older answer must not replace the newer.
                let isOlder = snapshot.generation < state.snapshot.generation
                let change = DirectoryChange(from: state.snapshot, to: isOlder ? state.snapshot : snapshot)
                state.snapshot = change.snapshot
                return (change, state.handlers, Array(state.streams.values))
            }
            guard !change.isEmpty else { return }
            for handler in handlers { handler(change) }
            for stream in streams { stream.yield(change) }
        }
    }

    private func refreshLogging() async {
        do {
            try await refresh()
        } catch {
            logger.warning("tenants could not be read; serving the last known", metadata: ["error": "\(error)"])
        }
    }

    private func load() async throws -> DirectorySnapshot {
        // The generation first: what the two readings after it see is at least as new.
        let results = try await store.pool.execute([
            (Statement("SELECT generation FROM app.tenancy_state"), []),
            (Statement(Self.tenantsSQL), []),
            (Statement(Self.instancesSQL), []),
            (Statement(ConsentRows.sql + " ORDER BY id"), []),
            SecretStore.inTheName(of: .operator),
            (Statement("SELECT tenant_id, plugin, name FROM app.plugin_secrets"), []),
        ])
        let generation = results[0].rows.integer(row: 0, column: 0) ?? 0
        let tenants = try results[1].rows.decode(Self.tenant)
        let instances = try results[2].rows.decode(Self.instance)
        let consents = try results[3].rows.decode(ConsentRows.consent)
        let secrets = try results[5].rows.decode { row in
            SecretPlace(tenant: TenantKey(rawValue: try row.integer(0)), plugin: try row.text(1), name: try row.text(2))
        }
        return DirectorySnapshot(
            generation: generation, tenants: tenants, instances: instances, consents: consents, secrets: Set(secrets))
    }
}
