import HostData
import HostTenancy

extension RolloutFollower {
    /// Looks at how the new version is doing, and sends it back if it does not hold.
    func watch(_ rollout: Rollout) async throws {
        var newer = host.standing(of: rollout.plugin, digest: rollout.newer.digest)
        let older = host.standing(of: rollout.plugin, digest: rollout.older.digest)
        if let note = notes[rollout.plugin], !host.hasLoaded(rollout.plugin, digest: rollout.newer.digest),
            fetches[rollout.plugin, default: Self.patientFetches] >= Self.patientFetches
        {
            newer.failures = limits.createFailures
            newer.reason = note
        }
        if judges[rollout.plugin]?.revision != rollout.revision {
            judges[rollout.plugin] = (rollout.revision, RolloutJudge(limits: limits))
        }
        let now = Double(monotonicNanos()) / 1e9
        var verdict = judges[rollout.plugin]?.judge.judge(newer, older: older, atSeconds: now) ?? .goOn
        var obstacle: String?
        if verdict == .goOn {
            let tally = try await sum(rollout, newer, older)
            if longRuns[rollout.plugin]?.number != rollout.number {
                longRuns[rollout.plugin] = (rollout.number, LongRunJudge(limits: limits))
            }
            verdict = longRuns[rollout.plugin]?.judge.judge(tally, atSeconds: now) ?? .goOn
            obstacle = service.obstacle(of: rollout, tally)
        }
        switch verdict {
        case .rollBack(let reason):
            logger.error("the new version goes back", metadata: ["plugin": "\(rollout.plugin)", "reason": "\(reason)"])
            try await attempt(rollout) {
                try await service.rollBack(plugin: rollout.plugin, reason: reason, origin: ChangeOrigin(actor: "host \(name)"))
            }
        case .goOn where isReadyToFinish(rollout, older):
            let known = obstacles[rollout.plugin]
            obstacles[rollout.plugin] = obstacle
            if let obstacle {
                // Once for each that is new: the figures grow from second to second.
                guard known == nil else { break }
                logger.warning(
                    "the upgrade does not finish by itself; look at it, then finish it or roll it back",
                    metadata: ["plugin": "\(rollout.plugin)", "reason": "\(obstacle)"])
                break
            }
            try await attempt(rollout) { try await service.finish(plugin: rollout.plugin, origin: ChangeOrigin(actor: "host \(name)")) }
        case .goOn: break
        }
    }

    /// From now on what the two versions do counts for the rollout.
    func count(_ rollout: Rollout) {
        countings[rollout.plugin] = RolloutCounting(
            number: rollout.number, newer: host.standing(of: rollout.plugin, digest: rollout.newer.digest).counts,
            older: host.standing(of: rollout.plugin, digest: rollout.older.digest).counts)
        told[rollout.plugin] = nil
    }

    /// Tells what this host has counted, if that has changed, and asks what all have.
    private func sum(_ rollout: Rollout, _ newer: VersionStanding, _ older: VersionStanding) async throws -> RolloutTally {
        guard let counting = countings[rollout.plugin] else { return RolloutTally() }
        let own = counting.tally(newer: newer.counts, older: older.counts)
        if told[rollout.plugin] != own {
            try await service.store.note(own, of: rollout, host: name, run: run)
            told[rollout.plugin] = own
        }
        return try await service.store.tally(of: rollout)
    }

    /// Does what another host may have done meanwhile, which is as good.
    private func attempt(_ rollout: Rollout, _ body: () async throws -> Rollout) async throws {
        do {
            _ = try await body()
        } catch let error as RolloutError where error.code == .conflict {
            logger.debug("\(error)", metadata: ["plugin": "\(rollout.plugin)"])
        }
    }

    /// Everybody follows, long enough, and nothing is to be taken away.
    private func isReadyToFinish(_ rollout: Rollout, _ older: VersionStanding) -> Bool {
        guard rollout.share == .all, older.serving == 0, older.ending == 0, !rollout.isContracted,
            Double(unixMicros() - rollout.changedAtMicros) / 1e6 > finishAfterSeconds
        else { return false }
        return contracting[rollout.newer.digest] == false
    }

    /// Tells how far this host is when that has changed, and every ten seconds while a rollout is running.
    func report(_ rollout: Rollout) async throws {
        let newer = host.standing(of: rollout.plugin, digest: rollout.newer.digest)
        let older = host.standing(of: rollout.plugin, digest: rollout.older.digest)
        let report = RolloutHost(
            host: name, revision: rollout.revision, newer: newer.serving + newer.ending, older: older.serving + older.ending,
            waiting: newer.waiting + older.waiting, note: notes[rollout.plugin] ?? newer.note ?? older.note)
        let ticks = ticksSinceReport[rollout.plugin, default: 0] + 1
        ticksSinceReport[rollout.plugin] = ticks
        guard reported[rollout.plugin] != report || (rollout.state == .running && ticks >= 10) else { return }
        ticksSinceReport[rollout.plugin] = 0
        try await service.store.report(report, plugin: rollout.plugin)
        reported[rollout.plugin] = report
    }
}
