import Glibc

/// Faults that are not a change of level.
extension AnomalyDetector {
    /// Miners that stop and start again and again within a day, while their neighbours run.
    mutating func examineDips(_ levels: MetricLevels) {
        let limit = log(parameters.dipShare)
        for row in window.miners.indices where !levels.usual[row].isNaN {
            guard let group = groups.groupOfMiner[row] else { continue }
            let members = groups.members[group]
            var (dips, hours, wasDown) = (0, 0, false)
            for hour in (window.hours - parameters.guardHours)..<window.hours {
                let rate = window.hashrateTHs[row, hour]
                guard !rate.isNaN, states.count(members, hour, .running) * 5 >= members.count * 4 else { continue }
                let shared = levels.groupChanges[group, hour]
                let change = rate > 0 ? log(rate) - levels.usual[row] - (shared.isNaN ? 0 : shared) : -Double.infinity
                let isDown = change < min(limit, -6 * levels.deviation[row])
                if isDown { hours += 1 }
                if isDown, !wasDown { dips += 1 }
                wasDown = isDown
            }
            guard dips >= parameters.dips else { continue }
            findings.append(
                Anomaly(
                    subject: .miner(window.miners[row].id), kind: .hashrateUnsteady, hoursAgo: parameters.guardHours,
                    score: Double(dips) / Double(parameters.dips), observed: Double(hours), expected: 0))
        }
    }

    /// Energy a terahash that creeps up from day to day: the cumulative sum of each miner's days against its first ones in the window, what
    /// the neighbours' days did taken off.
    mutating func examineDrift() {
        let count = window.miners.count
        var changes = Grid(rows: count, columns: window.days)
        var reference = Array(repeating: Double.nan, count: count)
        for row in 0..<count where !window.miners[row].powerIsEstimated {
            let values = window.dailyJoulesPerTH.row(row).map { $0 > 0 ? log($0) : .nan }
            let known = values.filter { !$0.isNaN }
            guard known.count > 2 * parameters.referenceDays - 2 else { continue }
            reference[row] = RobustStatistics.median(of: known.prefix(parameters.referenceDays))
            for day in 0..<window.days { changes[row, day] = values[day] - reference[row] }
        }
        let shared = groups.members.map { members in
            (0..<window.days).map { day -> Double in
                let values = members.map { changes[$0, day] }.filter { !$0.isNaN }
                return values.count >= parameters.leastPeers ? RobustStatistics.median(of: values) : 0
            }
        }
        for row in 0..<count where !reference[row].isNaN {
            guard let group = groups.groupOfMiner[row] else { continue }
            let residuals = (0..<window.days).map { changes[row, $0] - shared[group][$0] }
            let first = residuals.filter { !$0.isNaN }.prefix(parameters.referenceDays)
            let deviation = max(
                parameters.driftLeastDeviation,
                RobustStatistics.deviation(of: first, around: RobustStatistics.median(of: first)))
            var sum = CumulativeSum()
            for day in 0..<window.days {
                sum.add(residuals[day] / deviation, at: day, slack: parameters.sumSlack, clip: parameters.sumClip)
            }
            let now = RobustStatistics.median(of: residuals.filter { !$0.isNaN }.suffix(3))
            guard sum.value >= parameters.driftSumLimit, let start = sum.startedAt, now >= parameters.driftChange else { continue }
            let last = RobustStatistics.median(of: changes.row(row).filter { !$0.isNaN }.suffix(3))
            findings.append(
                Anomaly(
                    subject: .miner(window.miners[row].id), kind: .efficiencyDrift, hoursAgo: (window.days - start) * 24,
                    score: sum.value / parameters.driftSumLimit, observed: exp(reference[row] + last), expected: exp(reference[row]),
                    neighbours: (exp(last - now) - 1) * 100))
        }
    }

    /// Temperatures that stand still while the neighbours' do not, and that used to move.
    mutating func examineSensors() {
        for row in window.miners.indices {
            guard let group = groups.groupOfMiner[row] else { continue }
            let running = (0..<window.hours).filter { states[row, $0] == .running && !window.temperatureCelsius[row, $0].isNaN }
            guard let newest = running.last, newest >= window.hours - 3 else { continue }
            let value = window.temperatureCelsius[row, newest]
            let same = running.reversed().prefix { window.temperatureCelsius[row, $0] == value }
            guard same.count >= parameters.stuckHours, same.count < running.count, let first = same.last else { continue }
            let ranges = groups.members[group].filter { $0 != row }.map { other -> Double in
                let values = window.temperatureCelsius.row(other, first..<window.hours).filter { !$0.isNaN }
                guard values.count >= parameters.stuckHours, let low = values.min(), let high = values.max() else { return .nan }
                return high - low
            }
            let range = RobustStatistics.median(of: ranges)
            guard range >= parameters.stuckNeighbourRangeCelsius else { continue }
            findings.append(
                Anomaly(
                    subject: .miner(window.miners[row].id), kind: .sensorStuck, hoursAgo: window.hours - first,
                    score: Double(same.count) / Double(parameters.stuckHours), observed: value, expected: value, neighbours: range))
        }
    }

    /// Power without work, hour after hour.
    mutating func examinePhantomLoad() {
        for row in window.miners.indices where !window.miners[row].powerIsEstimated {
            let limit = parameters.phantomPowerShare * window.miners[row].nameplateWatts
            let hours = (0..<window.hours).reversed().prefix { states[row, $0] == .asleep && window.powerWatts[row, $0] >= limit }
            guard hours.count >= parameters.phantomHours else { continue }
            findings.append(
                Anomaly(
                    subject: .miner(window.miners[row].id), kind: .phantomLoad, hoursAgo: hours.count,
                    score: window.powerWatts[row, window.hours - 1] / limit,
                    observed: RobustStatistics.median(of: hours.map { window.powerWatts[row, $0] }), expected: 0))
        }
    }
}
