import AnomalyFleet
import Testing

@testable import Analytics

@Suite("Anomalies of a simulated fleet") struct AnomalyDetectorTests {
    private static let days = 12

    @Test(
        "Miners without a fault are left in peace for 1,500 days of a miner, curtailments and an outage notwithstanding",
        arguments: [3, 8] as [UInt64])
    func peace(seed: UInt64) {
        // 23 hours from look to look: the looks go round the clock. Ten times the promised one in a thousand days would be fifteen findings.
        let trial = FleetTrial(SimulatedFleet(seed: seed, miners: 72, days: 19), step: 23)
        #expect(trial.soundMinerDays > 750)
        #expect(trial.falseAlarms == [:] && trial.falseSiteAlarms == 0, "seed \(seed): \(trial.falseAlarms)")
    }

    @Test(
        "What a whole rack has is told once and soon, through curtailments, and no rack without a trouble is",
        arguments: [5, 12] as [UInt64])
    func rackTroubles(seed: UInt64) {
        let trial = FleetTrial(SimulatedFleet(seed: seed, miners: 192, days: 19, hasRackTroubles: true), step: 3)
        #expect(trial.rackDelays[.rackHot]?.count == 1 && trial.rackDelays[.rackSlow]?.count == 1, "\(trial.rackDelays)")
        #expect(trial.rackDelays.values.joined().allSatisfy { $0 <= 12 }, "\(trial.rackDelays)")
        #expect(trial.falseAlarms == [:] && trial.falseRackAlarms == 0 && trial.falseSiteAlarms == 0, "seed \(seed): \(trial.falseAlarms)")
    }

    @Test("Each fault that lasts for 30 hours is told of its miner, and of no other") func faults() throws {
        let kinds = SimulatedFault.Kind.allCases.filter { $0 != .drift }
        let fleet = SimulatedFleet(
            seed: 4, miners: 96, days: Self.days, faults: kinds, startHour: Self.days * 24 - 30, hasSiteTroubles: false)
        let findings = AnomalyDetector.examine(fleet.window(until: fleet.hours, ledger: AnomalyLedger()))
        for fault in fleet.faults {
            let told = findings.filter { $0.subject == .miner(fleet.miners[fault.miner].id) }
            #expect(told.contains { fault.kind.tellers.contains($0.kind) }, "\(fault.kind): \(told)")
        }
        let sick = Set(fleet.faults.map { Anomaly.Subject.miner(fleet.miners[$0.miner].id) })
        #expect(findings.filter { !sick.contains($0.subject) } == [])
        let board = try #require(fleet.faults.first { $0.kind == .lostBoard })
        let told = try #require(
            findings.first { $0.subject == .miner(fleet.miners[board.miner].id) && $0.kind == .hashrateLow })
        #expect(abs(told.observed / told.expected - 2.0 / 3) < 0.02)
        #expect(abs(told.hoursAgo - 30) <= 2)
        #expect(abs(try #require(told.neighbours)) < 1)
    }

    @Test("Energy that creeps up by 0.4 % a day is told after two weeks") func drift() throws {
        let fleet = SimulatedFleet(seed: 6, miners: 48, days: 30, faults: [.drift], startHour: 14 * 24, hasSiteTroubles: false)
        let findings = AnomalyDetector.examine(fleet.window(until: fleet.hours, ledger: AnomalyLedger()))
        let id = fleet.miners[fleet.faults[0].miner].id
        #expect(Set(findings.map(\.subject)) == [.miner(id)])
        let told = try #require(findings.first { $0.kind == .efficiencyDrift })
        #expect(told.observed > 1.03 * told.expected)
    }

    /// A calm fleet to which something is done in its last hours.
    private func altered(_ change: (inout FleetWindow, Int) -> Void) -> [Anomaly] {
        let fleet = SimulatedFleet(seed: 9, miners: 72, days: Self.days, hasSiteTroubles: false)
        var window = fleet.window(until: fleet.hours, ledger: AnomalyLedger())
        for row in window.miners.indices where window.miners[row].site == 1 { change(&window, row) }
        return AnomalyDetector.examine(window)
    }

    @Test("A site that falls silent, stops, slows down or heats up is one finding, not one for each miner")
    func sites() {
        let silent = altered { window, row in for hour in 166..<168 { window.hashrateTHs[row, hour] = .nan } }
        #expect(silent.map(\.kind) == [.siteSilent] && silent[0].miners == 36 && silent[0].hoursAgo == 2)
        let stopped = altered { window, row in
            for hour in 164..<168 { (window.hashrateTHs[row, hour], window.powerWatts[row, hour]) = (0, 25) }
        }
        #expect(stopped.map(\.kind) == [.siteStopped] && stopped[0].subject == .site(1))
        let hot = altered { window, row in for hour in 162..<168 { window.temperatureCelsius[row, hour] += 9 } }
        #expect(hot.map(\.kind) == [.siteHot])
        let slow = altered { window, row in
            for hour in 162..<168 {
                window.hashrateTHs[row, hour] *= 0.85
                window.powerWatts[row, hour] *= 0.85
            }
        }
        #expect(slow.map(\.kind) == [.siteSlow])
    }

    /// A calm fleet of twelve racks, four of each model, to the second of which something is done.
    private func rackAltered(hours: Range<Int>, _ change: (inout FleetWindow, Int, Int) -> Void) -> [Anomaly] {
        let fleet = SimulatedFleet(seed: 9, miners: 288, days: Self.days, hasSiteTroubles: false)
        var window = fleet.window(until: fleet.hours, ledger: AnomalyLedger())
        for row in window.miners.indices where window.miners[row].rack == "R2" { for hour in hours { change(&window, row, hour) } }
        return AnomalyDetector.examine(window)
    }

    @Test("A rack that heats up, slows down or falls silent is one finding that names it, and none of its miners is told of") func racks()
        throws
    {
        let hot = rackAltered(hours: 162..<168) { window, row, hour in window.temperatureCelsius[row, hour] += 9 }
        #expect(hot.map(\.kind) == [.rackHot] && hot.map(\.subject) == [.rack(site: 1, name: "R2")])
        #expect(abs(hot[0].observed - hot[0].expected - 9) < 1 && hot[0].miners == 24 && abs(hot[0].hoursAgo - 6) <= 1)
        #expect(abs(try #require(hot[0].neighbours)) < 3)
        let slow = rackAltered(hours: 160..<168) { window, row, hour in
            window.hashrateTHs[row, hour] *= 0.8
            window.powerWatts[row, hour] *= 0.8
        }
        #expect(slow.map(\.kind) == [.rackSlow] && abs(slow[0].observed - 80) < 1)
        let silent = rackAltered(hours: 165..<168) { window, row, hour in window.hashrateTHs[row, hour] = .nan }
        #expect(silent.map(\.kind) == [.rackSilent] && silent[0].miners == 24 && silent[0].hoursAgo == 3)
    }

    @Test("A rack that has been far too hot for as long as anybody knows is told once as the rack, not as each machine beside its model")
    func oddRack() {
        let always = rackAltered(hours: 0..<168) { window, row, hour in window.temperatureCelsius[row, hour] += 19 }
        #expect(always.map(\.kind) == [.rackHot] && always.map(\.subject) == [.rack(site: 1, name: "R2")])
        // Within its rack a machine is as odd as anywhere.
        let sick = rackAltered(hours: 0..<168) { window, row, hour in
            window.temperatureCelsius[row, hour] += 19 + (row == 30 && hour >= 156 ? 12 : 0)
        }
        #expect(Set(sick.map(\.subject)) == [.rack(site: 1, name: "R2"), .miner(31)])
        #expect(sick.first { $0.subject == .miner(31) }?.neighboursRack == "R2")
    }

    @Test("Neighbours are those of the rack; where it is unknown or small those of the block of addresses, then of the site")
    func neighbours() {
        func miner(_ id: Int64, site: Int64?, rack: String?, block: String) -> FleetWindow.Miner {
            var miner = FleetWindow.Miner(
                id: id, model: "S21", site: site, block: block, client: 1, nameplateTHs: 200, nameplateWatts: 3_500)
            miner.rack = rack
            return miner
        }
        var miners: [FleetWindow.Miner] = []
        for (count, site, rack, block) in [
            (6, 1, "A", "10.1.1"), (6, 2, "A", "10.1.1"), (2, 1, "B", "10.1.1"), (6, 1, nil, "10.1.2"), (3, 2, nil, "10.1.3"),
        ] as [(Int, Int64, String?, String)] {
            for _ in 0..<count { miners.append(miner(Int64(miners.count), site: site, rack: rack, block: block)) }
        }
        let groups = PeerGroups(miners, least: 6)
        func rack(_ row: Int) -> String? { groups.groupOfMiner[row].flatMap { groups.rackOfGroup[$0] } }
        func size(_ row: Int) -> Int? { groups.groupOfMiner[row].map { groups.members[$0].count } }
        #expect(rack(0) == "A" && size(0) == 6 && rack(6) == "A" && groups.groupOfMiner[0] != groups.groupOfMiner[6])
        #expect(rack(12) == nil && size(12) == 8, "two of a rack are too few: their block, which the other rack is of too")
        #expect(rack(14) == nil && size(14) == 6)
        #expect(rack(20) == nil && size(20) == 9)
        // The second site's rack has but three machines beside it: there is no rest to compare it with.
        #expect(groups.racks.map(\.subject) == [.rack(site: 1, name: "A")])
    }

    @Test("A pool that most of a client's machines move to is a decision, one that few move to is a finding") func pools() {
        let moved = altered { window, row in if window.miners[row].client == 1, row < 18 { window.miners[row].pool = "new.example:3333" } }
        #expect(moved.count { $0.kind == .poolChanged } == 6)
        let all = altered { window, row in
            if row == 0 { for other in window.miners.indices { window.miners[other].pool = "new.example:3333" } }
        }
        #expect(all == [])
    }

    @Test("The same window gives the same findings, and too little of it none") func repeated() {
        let fleet = SimulatedFleet(seed: 4, miners: 48, days: Self.days, faults: [.lostBoard, .overheating], startHour: 250)
        let window = fleet.window(until: fleet.hours, ledger: AnomalyLedger())
        #expect(AnomalyDetector.examine(window) == AnomalyDetector.examine(window))
        #expect(AnomalyDetector.examine(fleet.window(until: 24, ledger: AnomalyLedger())) == [])
        #expect(AnomalyDetector.examine(FleetWindow(miners: [], hours: 168, days: 30)) == [])
    }
}
