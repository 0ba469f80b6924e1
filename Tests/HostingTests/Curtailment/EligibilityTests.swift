import Testing

@testable import Hosting

@Suite("Which miners may be switched off")
struct EligibilityTests {
    @Test("a hashing miner with a fresh reading and a known firmware may")
    func healthy() {
        #expect(EligibilityRules().reason(against: .healthy) == nil)
        #expect(EligibilityRules().reason(against: .healthy { $0.state = "hashing_low" }) == nil)
        #expect(EligibilityRules().reason(against: .healthy { $0.powerIsEstimated = true }) == nil)
    }

    @Test("each reason is told by its name")
    func reasons() {
        let cases: [(SkipReason, (inout CurtailableMiner) -> Void)] = [
            (.offline, { $0.status = "offline" }), (.maintenance, { $0.status = "maintenance" }), (.neverSeen, { $0.state = nil }),
            (.unreachable, { $0.state = "unreachable" }), (.unreachable, { $0.state = "refusing" }),
            (.staleTelemetry, { $0.ageSeconds = 181 }), (.staleTelemetry, { $0.ageSeconds = nil }),
            (.alreadyCurtailed, { $0.state = "paused" }), (.unreadableTelemetry, { $0.state = "malformed" }),
            (.unsupportedFirmware, { $0.firmware = "asicseer 2.0" }), (.unsupportedFirmware, { $0.firmware = nil }),
            (.unsupported, { $0.isSleepless = true }),
            (.powerUnknown, { $0.powerWatts = nil }), (.powerUnknown, { $0.powerWatts = .nan }),
            (.powerUnknown, { $0.powerWatts = -3_000 }),
            (.powerUnknown, { $0.powerWatts = 1e12 }), (.belowMinimumPower, { $0.powerWatts = 99 }),
            (.belowMinimumPower, { $0.powerWatts = 0 }), (.phantomLoad, { $0.hashrateTHs = 0 }), (.phantomLoad, { $0.hashrateTHs = nil }),
            (.phantomLoad, { $0.hashrateTHs = .nan }), (.unreadableTelemetry, { $0.hashrateTHs = 1e12 }),
            (
                .otherAlgorithm,
                {
                    $0.hashrateTHs = nil
                    $0.isOtherAlgorithm = true
                }
            ),
        ]
        for (reason, change) in cases { #expect(EligibilityRules().reason(against: .healthy(change)) == reason) }
    }

    @Test("what the request asks for beyond that: miners left alone, measured power, a rest after a change")
    func asked() {
        #expect(EligibilityRules(excluded: [1]).reason(against: .healthy) == .excluded)
        #expect(EligibilityRules().reason(against: .healthy { $0.isInPlan = true }) == .activePlan)
        #expect(EligibilityRules(acceptsEstimatedPower: false).reason(against: .healthy { $0.powerIsEstimated = true }) == .powerEstimated)
        #expect(EligibilityRules(cooldownSeconds: 601).reason(against: .healthy) == .cooldown)
        #expect(EligibilityRules(cooldownSeconds: 600).reason(against: .healthy) == nil)
    }

    @Test("a miner with several reasons has the one that a person would mend first")
    func order() {
        let miner = CurtailableMiner.healthy {
            $0.status = "maintenance"
            $0.ageSeconds = nil
            $0.powerWatts = nil
        }
        #expect(EligibilityRules().reason(against: miner) == .maintenance)
    }
}

extension CurtailableMiner {
    /// Hashing well, read a minute ago.
    static let healthy = CurtailableMiner(
        id: 1, serialNumber: "A1", client: "alpha", status: "active", state: "ok", stateSeconds: 600, ageSeconds: 60, powerWatts: 3_250.9,
        hashrateTHs: 95.5, firmware: "Bitmain 1.0")

    /// The same with a change.
    static func healthy(_ change: (inout CurtailableMiner) -> Void) -> CurtailableMiner {
        var miner = healthy
        change(&miner)
        return miner
    }
}
