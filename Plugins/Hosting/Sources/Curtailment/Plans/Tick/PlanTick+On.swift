import PluginKit

/// The way up: who is told to wake when, and who is back.
extension PlanTick {
    /// Sets times for the miners that come back, and judges those that were told to.
    mutating func recover() {
        if miners.contains(where: \.state.isBeforeRecovery) { beginRecovery() }
        for place in miners.indices {
            if miners[place].state == .waking { judgeWaking(place) }
            if miners[place].state == .resting, miners[place].isInMaintenance { leaveToPeople(place) }
            // An emergency that is said later does not wait for times that were set before.
            if plan.isEmergency, miners[place].state == .resting, miners[place].attempts == 0 {
                miners[place].dueAt = min(miners[place].dueAt, now)
            }
        }
    }

    /// Leaves a miner to the people who work on it, who may have woken it themselves.
    private mutating func leaveToPeople(_ place: Int) {
        if miners[place].isSeen(after: miners[place].offAt ?? miners[place].orderedAt), miners[place].looksAwake {
            miners[place].state = .on
            miners[place].why = .nothing
            miners[place].close(at: now)
        } else {
            miners[place].why = DeviceMessage(.awaitsMaintenance)
        }
    }

    /// Says the end once every miner is settled, and meanwhile who waits for people.
    mutating func settle() {
        let waiting = miners.filter { ($0.state == .resting || $0.state == .waking) && $0.isInMaintenance }.map(\.serialNumber)
        if state == .recovering, !waiting.isEmpty {
            let message = PlanMessage.miners("await_maintenance", waiting, "wait until their maintenance ends")
            if message.text != plan.message { step.change.message = message }
        }
        guard state == .recovering, miners.allSatisfy(\.state.isSettled) else { return }
        let stuck = miners.filter { $0.state == .stuck }.map(\.serialNumber)
        let shed = miners.contains { $0.offAt != nil }
        let outcome = step.change.outcome ?? plan.outcome
        if shed || outcome == .alreadyMet {
            move(.complete, .ended(stuck: stuck, shed: true))
        } else {
            move(.fail, .ended(stuck: stuck, shed: false))
            step.change.outcome = .nothingShed
        }
        if outcome == nil, shed { step.change.outcome = shedOutcome }
    }

    /// What a plan came to that was ended while miners were still being switched off.
    private var shedOutcome: PlanOutcome {
        let most = miners.reduce(0) { $0 + ($1.offAt != nil ? $1.baselineWatts : 0) }
        return most >= Double(plan.targetWatts ?? 0) ? .reached : .insufficientLoad
    }

    private mutating func beginRecovery() {
        var returning: [Int] = []
        for place in miners.indices where miners[place].state.isBeforeRecovery {
            if miners[place].orderedAt == nil || miners[place].isUntouched {
                miners[place].state = .released
            } else {
                returning.append(place)
            }
        }
        var times = plan.request.times
        (times.rampDownSeconds, times.holdSeconds, times.leastOffSeconds) = (0, 0, 0)
        if plan.isEmergency { (times.rampUpSeconds, times.batchSize) = (0, max(1, returning.count)) }
        let schedule = SwitchSchedule(returning.map { miners[$0] }, times: times)
        for batch in schedule.on {
            for position in batch.miners {
                let miner = miners[returning[position]]
                let rested = (miner.offAt ?? now).adding(seconds: Double(plan.request.times.leastOffSeconds))
                let scheduled = now.adding(seconds: Double(batch.atSeconds))
                // Only who was really switched off has a time to rest.
                let dueAt = plan.isEmergency || !miner.isReduced ? scheduled : max(scheduled, rested)
                miners[returning[position]].tryAgain(.resting, at: dueAt, attempts: 0, miner.why)
            }
        }
    }

    private mutating func judgeWaking(_ place: Int) {
        let miner = miners[place]
        guard let orderedAt = miner.orderedAt, let result = miner.result else { return }
        if miner.isSeen(after: orderedAt), miner.looksAwake {
            miners[place].state = .on
            miners[place].why = miner.offAt == nil ? DeviceMessage(.didNotObey) : .nothing
            miners[place].close(at: now)
        } else if result == .unsupported {
            giveUp(place, miner.why)
        } else if result == .unreachable || result == .refused || now >= orderedAt.adding(seconds: rules.wakeSeconds) {
            let isAnswered = result == .accepted || result == .alreadySo || result == .unconfirmed
            let why = isAnswered ? DeviceMessage(.doesNotHash, ["count": String(miner.attempts)]) : miner.why
            if miner.attempts >= rules.wakeAttempts {
                giveUp(place, why)
            } else {
                let rest = isAnswered ? rules.retrySeconds : rules.spreadSeconds(attempts: miner.attempts)
                miners[place].tryAgain(.resting, at: now.adding(seconds: rest), attempts: miner.attempts, why)
            }
        }
    }

    private mutating func giveUp(_ place: Int, _ why: DeviceMessage) {
        // Who never slept cannot fail to come back.
        miners[place].state = miners[place].isReduced ? .stuck : .released
        miners[place].why = why
        miners[place].close(at: now)
    }
}
