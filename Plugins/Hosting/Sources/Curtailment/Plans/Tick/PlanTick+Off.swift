import PluginKit

/// The way down: who sleeps, who does not, and who stands in.
extension PlanTick {
    /// Judges every miner that was told to sleep by what it showed afterwards.
    mutating func switchOff() {
        var (disobeyed, relapsed, serviced, late): ([String], [String], [String], [String]) = ([], [], [], [])
        for place in miners.indices {
            if isLeftAlone(place) {
                miners[place].close(at: now)
                miners[place].state = .disobeyed
                miners[place].why = DeviceMessage(.inMaintenance)
                serviced.append(miners[place].serialNumber)
            }
            switch miners[place].state {
            case .ordered:
                if judge(place) == .disobeyed { disobeyed.append(miners[place].serialNumber) }
            case .off:
                guard let offAt = miners[place].offAt, miners[place].isSeen(after: offAt), miners[place].looksAwake else { continue }
                relapsed.append(miners[place].serialNumber)
                // What it did from here on is no curtailment, and nobody's credit.
                miners[place].close(at: now)
                miners[place].tryAgain(.planned, at: now, attempts: 0, DeviceMessage(.relapsed))
            case .disobeyed:
                guard isAsleepAfterAll(place) else { continue }
                late.append(miners[place].serialNumber)
                fallAsleep(place, at: miners[place].sighting?.seenAt ?? now, .nothing)
            default: continue
            }
        }
        if !late.isEmpty { note(.orders, .miners("obeyed_late", late, "sleep after all")) }
        if !disobeyed.isEmpty { note(.disobeyed, .miners("disobeyed", disobeyed, "did not obey")) }
        if !serviced.isEmpty { note(.disobeyed, .miners("in_maintenance", serviced, "are in maintenance and left alone")) }
        if !relapsed.isEmpty { note(.relapsed, .miners("relapsed", relapsed, "hashed again and are told to sleep once more")) }
    }

    /// Whether people work on a miner that would be told to sleep, or work on it again: others stand in for it.
    private func isLeftAlone(_ place: Int) -> Bool {
        let miner = miners[place]
        guard miner.isInMaintenance else { return false }
        switch miner.state {
        case .planned: return true
        case .ordered: return miner.result == nil
        case .off: return miner.offAt.map { miner.isSeen(after: $0) && miner.looksAwake } ?? false
        default: return false
        }
    }

    /// Whether a miner took its order after all, later than that was waited for: the reply was lost, or it is slow.
    private func isAsleepAfterAll(_ place: Int) -> Bool {
        let miner = miners[place]
        guard let orderedAt = miner.orderedAt, !miner.isUntouched, !miner.isInMaintenance else { return false }
        return miner.isSeen(after: orderedAt) && miner.looksAsleep
    }

    private mutating func judge(_ place: Int) -> SwitchState {
        let miner = miners[place]
        guard let orderedAt = miner.orderedAt, let result = miner.result else { return .ordered }
        if miner.isSeen(after: orderedAt), miner.looksAsleep {
            fallAsleep(place, at: miner.sighting?.seenAt ?? now, .nothing)
        } else if result == .unsupported || result == .refused {
            // The same order again would get the same answer.
            miners[place].state = .disobeyed
        } else if miner.isSilent(after: orderedAt.adding(seconds: rules.settleSeconds)), result != .unreachable {
            // Many devices stop answering while they sleep.
            fallAsleep(place, at: now, DeviceMessage(.takenToBeOff))
        } else if miner.isSeen(after: orderedAt.adding(seconds: rules.settleSeconds)) {
            failed(place, DeviceMessage(.wentOn, ["count": String(miner.attempts)]))
        } else if result == .unreachable || now >= orderedAt.adding(seconds: rules.verifySeconds) {
            failed(place, result == .unreachable ? miner.why : DeviceMessage(.showsNothing, ["count": String(miner.attempts)]))
        }
        return miners[place].state
    }

    private mutating func fallAsleep(_ place: Int, at time: Timestamp, _ why: DeviceMessage) {
        miners[place].state = .off
        miners[place].why = why
        guard !miners[place].isReduced else { return }
        // Each time that it sleeps is a reduction of its own.
        (miners[place].offAt, miners[place].onAt, miners[place].accountedUntil) = (time, nil, nil)
    }

    private mutating func failed(_ place: Int, _ why: DeviceMessage) {
        if miners[place].attempts >= rules.sleepAttempts {
            miners[place].state = .disobeyed
            miners[place].why = why
        } else {
            miners[place].tryAgain(.planned, at: now.adding(seconds: rules.retrySeconds), attempts: miners[place].attempts, why)
        }
    }

    /// Chooses others for what is missing, and says what the plan came to. False where the fleet would be needed for that.
    mutating func compensate() throws(PlannerError) -> Bool {
        let target = Double(plan.targetWatts ?? 0)
        let missing = target - PlanTotals(miners, at: now).expectedWatts
        var isShort = missing > plan.toleratedWatts
        if isShort {
            guard let fleet else { return false }
            let again = Set(miners.filter { $0.isWorthAnotherTry(at: now, rules) }.map(\.minerId))
            let chosen = try Replacement.choose(missing, from: fleet, besides: miners, again: again, plan.request, solver: solver)
            let scheduled = standIns(chosen.map { PlanStart.miner(fleet[$0], dueAt: now) }, for: missing / target)
            let replacements = scheduled.filter { !again.contains($0.minerId) }
            let times = Dictionary(uniqueKeysWithValues: scheduled.filter { again.contains($0.minerId) }.map { ($0.minerId, $0.dueAt) })
            if !times.isEmpty { isShort = false }
            for place in miners.indices {
                guard let dueAt = times[miners[place].minerId] else { continue }
                miners[place].tryAgain(.planned, at: dueAt, attempts: miners[place].attempts, miners[place].why)
            }
            // They are ordered with the next look, which knows where they answer.
            miners += replacements
            if !replacements.isEmpty {
                note(
                    .replaced,
                    .miners(
                        "replaced", replacements.map(\.serialNumber),
                        "are switched off for \(Int64(saturating: missing)) W that are missing",
                        [("missing_watts", .integer(Int64(saturating: missing)))]))
                isShort = false
            }
        }
        let isMoving = miners.contains { $0.state == .planned || $0.state == .ordered }
        if !isMoving { conclude(missing: missing, isShort: isShort) }
        return true
    }

    /// These as miners of the plan, batch by batch and as fast as the plan goes down: `part` of its target in that part of its ramp.
    private func standIns(_ chosen: [PlanMiner], for part: Double) -> [PlanMiner] {
        var times = plan.request.times
        times.rampDownSeconds = Int64(saturating: Double(times.rampDownSeconds) * min(1, part))
        return SwitchSchedule(chosen, times: times).off.flatMap { batch in
            batch.miners.map { place in
                var miner = chosen[place]
                miner.isReplacement = true
                miner.dueAt = now.adding(seconds: Double(batch.atSeconds))
                return miner
            }
        }
    }

    /// What the reduction came to, once nothing moves any more.
    private mutating func conclude(missing: Double, isShort: Bool) {
        let totals = PlanTotals(miners, at: now)
        let delivered = Int64(saturating: totals.deliveredWatts)
        if totals.off == 0, plan.outcome != .alreadyMet {
            // The network may come back before the time is over.
            if miners.contains(where: \.isUnreached) {
                if plan.message != PlanMessage.unreached.text { step.change.message = .unreached }
                return
            }
            // Who was set offline or woke by itself had gone off before.
            let hadShed = miners.contains { $0.offAt != nil }
            step.change.outcome = hadShed ? .insufficientLoad : .nothingShed
            move(.recover, hadShed ? .mostShed(0, of: plan.targetWatts ?? 0) : .nothingSwitched)
            recover()
            return
        }
        let outcome: PlanOutcome =
            plan.outcome == .alreadyMet ? .alreadyMet : isShort ? .insufficientLoad : missing > 0 ? .undershootTolerated : .reached
        guard state == .executing || outcome != plan.outcome else { return }
        let message: PlanMessage =
            switch outcome {
            case .alreadyMet: .nothingNeeded
            case .insufficientLoad: .mostShed(delivered, of: plan.targetWatts ?? 0)
            default: .shed(totals.off, delivered, of: plan.targetWatts ?? 0)
            }
        step.change.outcome = outcome
        if state == .executing { move(.reach, message) } else { step.change.message = message }
    }
}
