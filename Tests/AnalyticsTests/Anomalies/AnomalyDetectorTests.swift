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
