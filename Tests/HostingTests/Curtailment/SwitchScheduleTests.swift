import Testing

@testable import Hosting

@Suite("When miners are switched")
struct SwitchScheduleTests {
    private let powers: [Int64] = [3_000, 3_000, 3_000, 3_000, 3_000]
    private let rates: [Int64] = [50, 10, 40, 20, 30]

    @Test("the least efficient go first and come back last, in batches spread evenly over the ramps")
    func ramps() {
        let times = SwitchTimes(rampDownSeconds: 60, holdSeconds: 600, rampUpSeconds: 30, leastOffSeconds: 0, batchSize: 2)
        let schedule = SwitchSchedule(powerWatts: powers, hashrateGHs: rates, times: times)
        #expect(schedule.off.map(\.miners) == [[1, 3], [4, 2], [0]])
        #expect(schedule.off.map(\.atSeconds) == [0, 30, 60])
        #expect(schedule.on.map(\.miners) == [[0, 2], [4, 3], [1]])
        #expect(schedule.on.map(\.atSeconds) == [660, 675, 690])
        #expect((schedule.reachedSeconds, schedule.recoveredSeconds) == (60, 690))
    }

    @Test("nobody comes back before it was off for the least time")
    func leastOff() {
        let times = SwitchTimes(rampDownSeconds: 100, rampUpSeconds: 10, leastOffSeconds: 300, batchSize: 1)
        let schedule = SwitchSchedule(powerWatts: powers, hashrateGHs: rates, times: times)
        var offAt: [Int: Int64] = [:]
        for batch in schedule.off { for miner in batch.miners { offAt[miner] = batch.atSeconds } }
        for batch in schedule.on { for miner in batch.miners { #expect(batch.atSeconds - (offAt[miner] ?? .max) >= 300) } }
        #expect(zip(schedule.on, schedule.on.dropFirst()).allSatisfy { $0.atSeconds <= $1.atSeconds })
    }

    @Test("without ramps all go at once; without miners there is nothing to do")
    func atOnce() {
        let schedule = SwitchSchedule(powerWatts: powers, hashrateGHs: rates, times: SwitchTimes())
        #expect(schedule.off.count == 1 && schedule.off[0].atSeconds == 0 && schedule.off[0].miners.count == 5)
        let nothing = SwitchSchedule(powerWatts: [], hashrateGHs: [], times: SwitchTimes(rampDownSeconds: 60))
        #expect(nothing.off.isEmpty && nothing.on.isEmpty && nothing.reachedSeconds == 0)
    }
}
