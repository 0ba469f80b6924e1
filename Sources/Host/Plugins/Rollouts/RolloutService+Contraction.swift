import HostTenancy
import PostgresClient

/// Whether there is a way back is decided by what has run: a note that something is about to run outlives who wrote it.
extension RolloutService {
    /// The rollout as it stands. A finish that came to its end before its first contract migration, by a kill too, took nothing away: its
    /// note is taken back.
    ///
    /// - Throws: ``RolloutError`` (`conflict`) while somebody works on the plugin's tables, such as a finish that lives; `PostgresError`.
    func settled(_ rollout: Rollout, origin: ChangeOrigin) async throws -> Rollout {
        guard rollout.isContracted, rollout.state == .running else { return rollout }
        let newer = try await bundle(rollout.plugin, digest: rollout.newer.digest, configured: nil)
        let settled = try await database.host.withSession { session in
            // A finish holds it from before its note to its last migration.
            try await schema(of: newer).lockedAtOnce(session) { () -> Rollout in
                guard let now = try await store.rollout(of: rollout.plugin), now.number == rollout.number else { return rollout }
                guard now.isContracted, now.state == .running, try await !hasTakenAway(now, newer) else { return now }
                return try await store.takeBackContraction(of: now, origin: origin)
            }
        }
        guard let settled else {
            throw RolloutError(
                .conflict,
                "somebody works on the tables of \(rollout.plugin) just now: its upgrade is being finished, or a host starts; try again in a while"
            )
        }
        return settled
    }

    /// The rollout as people are shown it: a note alone closes no way back.
    ///
    /// - Throws: `PostgresError`; what keeps the newer version's bundle from being opened.
    func shown(_ rollout: Rollout) async throws -> Rollout {
        guard rollout.isContracted, rollout.state == .running else { return rollout }
        var shown = rollout
        shown.isContracted = try await hasTakenAway(
            rollout, try await bundle(rollout.plugin, digest: rollout.newer.digest, configured: nil))
        return shown
    }

    /// Whether a contract migration has run that the newer version has and the older one has not.
    private func hasTakenAway(_ rollout: Rollout, _ newer: PluginBundle) async throws -> Bool {
        let olders: Set<Int>
        do {
            olders = Set(try await served(rollout.plugin, rollout.older, keyId: nil).migrations.map(\.number))
        } catch let error as PostgresError {
            throw error
        } catch {
            // Which of them the older one has is not known here: any that has run counts.
            olders = []
        }
        let rows = try await database.host.query(
            "SELECT number::bigint FROM app.plugin_migrations WHERE plugin = $1::text", .text(rollout.plugin))
        let ran = Set((0..<rows.rowCount).compactMap { rows.integer(row: $0, column: 0).map(Int.init) })
        return newer.migrations.contains { $0.isContract && !olders.contains($0.number) && ran.contains($0.number) }
    }
}
