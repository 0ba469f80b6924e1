import PluginKit
import Testing

@testable import Hosting

@Suite("A power cap over miners that stop answering while they sleep")
struct SilentSleeperTests {
    /// What a rule with a cap sees of the site.
    private func watts(_ world: World) async throws -> Double? {
        let miners = try await world.fleet(of: FleetScope()).map(\.miner)
        return CurtailmentLedger(miners, mostAgeSeconds: 180).watts(mostUnknownPercent: 10)
    }

    @Test(
        "what a plan holds off is taken to draw nothing: no second plan is made for it, and it is given back when it fits",
        arguments: [1, 8, 100])
    func held(everyNth: Int) async throws {
        let world = World(World.plan(watts: 100_000), miners: 60) { $0 % everyNth == 0 ? .fallsSilent : .obeys }
        let before = try #require(try await watts(world))
        await world.run(seconds: 900)
        #expect(world.plan.state == .executed && world.plan.outcome == .reached, "\(world.plan.message)")
        let offWatts = world.miners.reduce(0) { $0 + ($1.offAt == nil ? 0 : $1.baselineWatts) }
        let left = try #require(try await watts(world), "the site is known")
        #expect(left >= before - offWatts && left <= before - offWatts + 20.0 * 60)
        let held = [PowerCapRule.Held(planId: 1, watts: offWatts)]
        let cap = PowerCapRule(capWatts: Int64(before - 90_000), marginPercent: 2)
        guard case .stay(.noRoom) = cap.wish(watts: left, held: held, isMoving: false) else {
            Issue.record("\(cap.wish(watts: left, held: held, isMoving: false))")
            return
        }
        let wide = PowerCapRule(capWatts: Int64(before * 2), marginPercent: 2)
        guard case .resume(1, _) = wide.wish(watts: left, held: held, isMoving: false) else {
            Issue.record("what fits is not given back")
            return
        }
        await world.run(seconds: 4_000)
        world.collect()
        #expect(world.plan.state == .completed, "\(world.plan.message)")
        #expect(try await watts(world) == before)
    }

    @Test("who is silent and no plan holds off may draw what it did, and too many of them leave the site unknown")
    func notHeld() {
        func watts(silent: Int, held: Bool) -> Double? {
            let miners = (0..<20).map { index in
                CurtailableMiner.healthy {
                    $0.powerWatts = 3_000
                    if index < silent { ($0.state, $0.isInPlan, $0.isHeldOff) = ("unreachable", true, held) }
                }
            }
            return CurtailmentLedger(miners, mostAgeSeconds: 180).watts(mostUnknownPercent: 10)
        }
        #expect(watts(silent: 2, held: false) == 60_000)
        #expect(watts(silent: 3, held: false) == nil)
        #expect(watts(silent: 2, held: true) == 54_000)
        #expect(watts(silent: 20, held: true) == 0)
    }
}
