extension PinLine {
    // A turn comes every two seconds: what somebody else runs is asked for one, what is one's own for some.
    private static let checksAtOnce = (outside: 1, own: 20)

    /// Looks whether what was not looked for the longest is there still, and has pinned again what is not.
    func check(_ lease: PinLease) async throws {
        guard let days = checkDays else { return }
        let isOutside = provider.name.isMetered || provider.name.needsNetwork
        let checks = try await store.oldest(lease, days: days, limit: isOutside ? Self.checksAtOnce.outside : Self.checksAtOnce.own)
        for check in checks {
            guard !Task.isCancelled, let lease = try await self.lease() else { return }
            let found: PinnedThing?
            do throws(PinFault) { found = try await provider.find(check.cid) } catch {
                return try await note(error, check, lease)
            }
            guard let found, found.isSame(as: check.cid), found.isSettled else {
                try await lose(check, found, lease)
                continue
            }
            try await store.confirm(lease, check)
            figures.checked += 1
        }
    }

    private func lose(_ check: PinCheck, _ found: PinnedThing?, _ lease: PinLease) async throws {
        let what =
            switch found {
            case let found? where found.isSame(as: check.cid): "keeps it no more and looks for it anew"
            case let found?: "has other bytes in its place (\(LooseJSON.shown(found.cid)))"
            case nil: "has it no more"
            }
        let problem = "\(provider.name.rawValue) \(what), though it was pinned there; it is handed over again"
        guard try await store.lose(lease, check, problem: problem) else { return }
        figures.lost += 1
        figures.trouble = "\(check.cid): \(problem)"
        logger.warning("pinning: \(problem)", metadata: ["cid": "\(check.cid)"])
    }

    /// A failure to ask says nothing of the pin; the provider is left alone as after any other.
    private func note(_ fault: PinFault, _ check: PinCheck, _ lease: PinLease) async throws {
        guard fault.code != .waiting else { return }
        figures.failures[fault.code, default: 0] += 1
        try await store.noteTried(lease, check)
        let verdict = PinRules.verdict(fault, attempts: 1, failures: lease.failures + 1, spread: spread())
        if verdict.restSeconds > 0 { try await store.rest(lease, seconds: verdict.restSeconds, fault: fault) }
        if verdict.isAlarm {
            figures.trouble = fault.message
            logger.warning("pinning: \(provider.name.rawValue): \(fault)", metadata: ["cid": "\(check.cid)"])
        }
    }
}
