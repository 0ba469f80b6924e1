package import Analytics

/// Looks at a simulated fleet hour after hour, as the job does, and counts what was told of what was there.
package struct FleetTrial: Sendable {
    /// What became of the faults of one kind.
    package struct Tally: Sendable {
        package var faults = 0
        /// Hours from each fault's start to the finding.
        package var delays: [Int] = []

        package init() {}
    }

    package private(set) var tallies: [SimulatedFault.Kind: Tally] = [:]
    /// Findings of miners without a fault, by kind.
    package private(set) var falseAlarms: [AnomalyKind: Int] = [:]
    /// Findings of sites while nothing was wrong with them.
    package private(set) var falseSiteAlarms = 0
    /// Findings of sites that were right.
    package private(set) var siteFindings: [AnomalyKind: Int] = [:]
    /// Findings of racks while nothing was wrong with them.
    package private(set) var falseRackAlarms = 0
    /// Hours from the start of a rack's trouble to its finding.
    package private(set) var rackDelays: [AnomalyKind: [Int]] = [:]
    /// Days of miners without a fault that were looked at.
    package private(set) var soundMinerDays = 0.0

    /// Looks every `step` hours from `warmUp` hours on.
    package init(_ fleet: SimulatedFleet, step: Int, warmUp: Int = 8 * 24, _ parameters: AnomalyParameters = AnomalyParameters()) {
        var ledger = AnomalyLedger()
        var found: Set<Int> = []
        for fault in fleet.faults { tallies[fault.kind, default: Tally()].faults += 1 }
        for end in stride(from: warmUp, through: fleet.hours, by: step) {
            let findings = AnomalyDetector.examine(fleet.window(until: end, ledger: ledger, parameters), parameters)
            for key in ledger.take(findings, atHour: end).opened { count(key, at: end, fleet, &found) }
            let faulty = fleet.faults.filter { $0.startHour < end }.count
            soundMinerDays += Double(fleet.miners.count - faulty) * Double(step) / 24
        }
    }

    private mutating func count(_ key: AnomalyLedger.Key, at hour: Int, _ fleet: SimulatedFleet, _ found: inout Set<Int>) {
        switch key.subject {
        case .site(let site):
            if fleet.siteTroubles[site]?.contains(hour - 1) == true {
                siteFindings[key.kind, default: 0] += 1
            } else {
                falseSiteAlarms += 1
            }
        case .rack(_, let rack):
            guard let troubles = fleet.rackTroubles, troubles.explains(key.kind, rack: rack, hour: hour - 1) else {
                falseRackAlarms += 1
                return
            }
            rackDelays[key.kind, default: []].append(hour - troubles.start(of: key.kind))
        case .miner(let id):
            guard let fault = fleet.faults.first(where: { fleet.miners[$0.miner].id == id && $0.startHour < hour }) else {
                falseAlarms[key.kind, default: 0] += 1
                return
            }
            if fault.kind.tellers.contains(key.kind), found.insert(fault.miner).inserted {
                tallies[fault.kind]?.delays.append(hour - fault.startHour)
            }
        }
    }
}
