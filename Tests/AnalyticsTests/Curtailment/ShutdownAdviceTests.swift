import Testing

@testable import Analytics

@Suite("Advice on what to stop")
struct ShutdownAdviceTests {
    private let miners = [(104.0, 3_068.0), (200, 3_500), (13.5, 1_323)].enumerated().map { index, one in
        ShutdownCandidate(
            id: Int64(index + 1), serialNumber: "A\(index)", client: "a", status: "active", state: "ok", ageSeconds: 5, powerWatts: one.1,
            hashrateTHs: one.0)
    }

    @Test("A target is shed with the least hashrate lost; one beyond all power is refused with the most that there is") func shed() {
        let advice = ShutdownAdvice(miners, targetWatts: 3_000)
        #expect(advice.isOptimal && advice.isReached && advice.stopped == [0])
        #expect(advice.lostHashrateTHs == 104 && advice.leastLoss == 104 && advice.shedWatts == 3_068)
        #expect(advice.skipped == [ShutdownAdvice.Skipped(reason: .notNeeded, miners: 2, powerWatts: 4_823)])
        let beyond = ShutdownAdvice(miners, targetWatts: 8_000)
        #expect(!beyond.isReached && beyond.mostWatts == 7_891)
    }

    @Test("Who may not be stopped is named by its reason, and is no part of what can be shed") func skipped() {
        var miners = miners
        miners[0].status = "maintenance"
        miners[1].isControllable = false
        let advice = ShutdownAdvice(miners, targetWatts: 1_000)
        #expect(advice.eligible == 1 && advice.stopped == [2] && advice.mostWatts == 1_323)
        #expect(advice.skipped.map(\.reason) == [.maintenance, .unsupportedFirmware])
        #expect(!ShutdownAdvice(miners, targetWatts: 1_324).isReached)
    }

    @Test("A miner that hashes next to nothing is stopped where it is needed and left on where it is not") func idle() {
        var miners = miners
        miners[2].hashrateTHs = 0.000_1
        #expect(ShutdownAdvice(miners, targetWatts: 3_400).stopped.sorted() == [0, 2])
        #expect(ShutdownAdvice(miners, targetWatts: 1_000).stopped == [2])
        #expect(ShutdownAdvice(miners, targetWatts: 7_000).stopped.count == 3)
    }
}
