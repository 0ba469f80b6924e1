import Foundation
package import HostTenancy
package import Logging

/// Makes this host run what the rollouts say, tells how far it is, and sends a version back that does not hold.
///
/// Each host judges by its own calls; one verdict is enough for all.
package actor RolloutFollower {
    /// A plugin of this host as it was configured or installed.
    struct Configured {
        let bundle: PluginBundle
        /// False for one that is served from what was installed.
        let isFromFile: Bool
        /// Of the key that vouches for it; nil if nobody does.
        let keyId: String?
        let runnable: @Sendable (PluginBundle) -> RunnablePlugin
    }

    let host: PluginHost
    /// What the console and the API ask.
    package nonisolated let service: RolloutService
    let name: String
    let limits: RolloutJudge.Limits
    let logger: Logger
    let finishAfterSeconds: Double
    /// How long each migration of a bundle may take that is put in the place of one that served.
    let migrationLimit: MigrationLimit

    var configured: [String: Configured] = [:]
    /// As they were read last.
    var rollouts: [String: Rollout] = [:]
    /// By plugin, one for each step of a rollout, which its revision names.
    var judges: [String: (revision: Int64, judge: RolloutJudge)] = [:]
    /// By plugin, one for each rollout, which its number names.
    var longRuns: [String: (number: Int64, judge: LongRunJudge)] = [:]
    var countings: [String: RolloutCounting] = [:]
    /// What was told last of what this host counts.
    var told: [String: RolloutTally] = [:]
    /// What kept an upgrade from being finished when it was last looked at, so that the log says it once.
    var obstacles: [String: String] = [:]
    /// Tells this start of the host from the others.
    let run = UUID().uuidString
    var reported: [String: RolloutHost] = [:]
    /// Ticks since a rollout was reported last, by plugin.
    var ticksSinceReport: [String: Int] = [:]
    /// Whether a version has contract migrations, by digest.
    var contracting: [String: Bool] = [:]
    /// How often in turn a plugin's bundle could not be had; a library that does not fit is not among them.
    var fetches: [String: Int] = [:]
    /// So often in turn, about a second apart, and the version counts as one that cannot be made.
    static let patientFetches = 20
    /// Bundles that wait for consent before their migrations run, by plugin.
    var heldBack: [String: HeldBack] = [:]
    /// What plugins can do without and lack, with why.
    var lacking: [String: [TableGrant: String]] = [:]
    /// The last error of each rollout, so that it is told once.
    private var troubles: [String: String] = [:]
    /// What keeps this host from following, by plugin.
    var notes: [String: String] = [:]
    private let bell = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - name: Of this host, as the operator reads it.
    ///   - finishAfterSeconds: A rollout to everybody that needs no contract migration is finished by itself after so long.
    ///   - migrationLimit: How long each migration of a bundle may take that is put in the place of one that served.
    package init(
        host: PluginHost, service: RolloutService, name: String, limits: RolloutJudge.Limits = RolloutJudge.Limits(),
        finishAfterSeconds: Double = 600, migrationLimit: MigrationLimit = .standard, logger: Logger
    ) {
        self.migrationLimit = migrationLimit
        self.host = host
        self.service = service
        self.name = name
        self.limits = limits
        self.finishAfterSeconds = finishAfterSeconds
        self.logger = logger
    }

    /// Registers with the feed. Add before it starts.
    package nonisolated func follow(_ feed: ChangeFeed) {
        feed.add { [bell] notification in
            switch notification {
            case .connected, .rollouts: bell.continuation.yield()
            case .tenancy, .session, .member, .bundles: break
            }
        }
    }

    /// The bundle that the configuration names, for a request over HTTP; nil if none does.
    package func configuredBundle(_ plugin: String) -> PluginBundle? {
        configured[plugin].flatMap { $0.isFromFile ? $0.bundle : nil }
    }

    /// Follows until the task is cancelled: every change at once, and each second while a rollout is running.
    ///
    /// - Parameter changed: Called after other versions were chosen: schedules follow them.
    package func run(changed: @Sendable () async -> Void = {}) async {
        let ticks = Task { [bell] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                bell.continuation.yield()
            }
        }
        defer { ticks.cancel() }
        for await _ in bell.stream {
            guard !Task.isCancelled else { break }
            await turn(changed)
        }
        await Task { [service, name] in try? await service.store.forget(host: name) }.value
    }

    /// Chooses what the rollouts say of plugins that were loaded since, and tells that this host takes part, so that nobody finishes a
    /// rollout without it. Returns without waiting for instances.
    package func catchUp() async {
        host.choose(heldBack.mapValues(\.choice))
        do {
            _ = try await read()
            for rollout in rollouts.values where rollout.state == .running { try await report(rollout) }
        } catch {
            logger.warning("rollouts: cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// One look at the database and at what runs here.
    func turn(_ changed: () async -> Void = {}) async {
        if await putConsented() { await changed() }
        do {
            if try await read() {
                await settleReads()
                await changed()
            }
        } catch {
            logger.debug("rollouts: not followed", metadata: ["error": "\(error)"])
            return
        }
        for rollout in rollouts.values.sorted(by: { $0.plugin < $1.plugin }) {
            // What goes wrong with one plugin's is no reason to leave another's unwatched.
            do {
                if await fetchAgain(rollout) { await changed() }
                if rollout.state == .running { try await watch(rollout) }
                try await report(rollout)
                troubles[rollout.plugin] = nil
            } catch {
                let trouble = "\(error)"
                logger.log(
                    level: troubles.updateValue(trouble, forKey: rollout.plugin) == trouble ? .debug : .warning,
                    "a rollout is not followed",
                    metadata: ["plugin": "\(rollout.plugin)", "error": "\(trouble)"])
            }
        }
    }

    /// A bundle that could not be had, for the database was away, is asked for again at each turn.
    ///
    /// - Returns: Whether it is here now.
    private func fetchAgain(_ rollout: Rollout) async -> Bool {
        guard fetches[rollout.plugin] != nil, let known = configured[rollout.plugin] else { return false }
        await load(rollout, known)
        guard fetches[rollout.plugin] == nil else { return false }
        host.choose([rollout.plugin: rollout.choice])
        return true
    }

    /// Reads the rollouts and chooses what they say.
    ///
    /// - Returns: Whether anything changed.
    private func read() async throws -> Bool {
        var choices: [String: VersionChoice] = [:]
        for rollout in try await service.store.all() {
            guard let known = configured[rollout.plugin], rollout.applies(toConfigured: known.bundle.digest),
                rollouts[rollout.plugin]?.revision != rollout.revision
            else { continue }
            // Before anybody is given the new version: from here on both are counted.
            if countings[rollout.plugin]?.number != rollout.number { count(rollout) }
            await load(rollout, known)
            rollouts[rollout.plugin] = rollout
            choices[rollout.plugin] = rollout.choice
        }
        guard !choices.isEmpty else { return false }
        host.choose(choices)
        for (plugin, choice) in choices {
            logger.info("versions chosen", metadata: ["plugin": "\(plugin)", "choice": "\(rollouts[plugin]?.summary ?? "\(choice)")"])
        }
        return true
    }

    /// Loads what a rollout runs beside what is loaded already.
    private func load(_ rollout: Rollout, _ known: Configured) async {
        let noted = notes.removeValue(forKey: rollout.plugin)
        let fetched = fetches.removeValue(forKey: rollout.plugin) ?? 0
        let needed = rollout.state == .running ? [rollout.older, rollout.newer] : [rollout.current]
        for version in needed where !host.hasLoaded(rollout.plugin, digest: version.digest) {
            do {
                let bundle = try await service.bundle(rollout.plugin, digest: version.digest, configured: known.bundle)
                contracting[bundle.digest] = bundle.migrations.contains(where: \.isContract)
                await host.load([known.runnable(bundle)])
                if let failure = host.loadFailure(digest: version.digest) { notes[rollout.plugin] = failure.message }
            } catch {
                notes[rollout.plugin] = "\(rollout.plugin) \(version.version) cannot be loaded: \(error)"
                fetches[rollout.plugin] = fetched + 1
            }
            if let note = notes[rollout.plugin], note != noted { logger.error("\(note)", metadata: ["plugin": "\(rollout.plugin)"]) }
        }
    }
}

extension Rollout {
    /// For the log and for lists.
    package var summary: String {
        switch state {
        case .running: "\(older.version) → \(newer.version) for \(share)"
        case .done: "\(newer.version), upgraded from \(older.version)"
        case .rolledBack, .failed: "\(older.version), \(state.rawValue) from \(newer.version)\(reason.map { ": \($0)" } ?? "")"
        }
    }
}
