import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Fair shares of what is missing")
struct FairReplacementTests {
    @Test("who sheds less than its share makes up for it first; who cannot is made up for")
    func standing() {
        // Half of 2,000 W each: the first is 200 W behind.
        let even = FairStanding(powerWatts: [2_000, 2_000], shedWatts: [300, 500])
        #expect(even.shares(of: 200, sheddableWatts: [1_500, 1_500]) == [200, 0])
        #expect(even.shares(of: 400, sheddableWatts: [1_500, 1_500]) == [300, 100])
        #expect(even.shares(of: 200, sheddableWatts: [50, 1_500]) == [50, 150])
        // The other is ahead of its share already: nothing is asked of it, and no more than is missing of the first.
        #expect(FairStanding(powerWatts: [1_000, 1_000], shedWatts: [100, 600]).shares(of: 100, sheddableWatts: [900, 400]) == [100, 0])
        #expect(even.shares(of: 9_000, sheddableWatts: [100, 200]) == [100, 200])
    }

    @Test("random shares add up to what is missing, and nobody comes beyond its share of the whole while another is behind")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededRandom(seed)
        for _ in 0..<500 {
            let count = Int.random(in: 1...6, using: &generator)
            let shed = (0..<count).map { _ in Int64.random(in: 0...20_000, using: &generator) }
            let most = (0..<count).map { _ in Int64.random(in: 0...20_000, using: &generator) }
            let powers = (0..<count).map { shed[$0] + most[$0] + Int64.random(in: 0...5_000, using: &generator) }
            let missing = Int64.random(in: 0...(most.reduce(0, +) + 100), using: &generator)
            let shares = FairStanding(powerWatts: powers, shedWatts: shed).shares(of: missing, sheddableWatts: most)
            #expect(shares.reduce(0, +) == min(missing, most.reduce(0, +)), "seed \(seed)")
            #expect(zip(shares, most).allSatisfy { $0 >= 0 && $0 <= $1 }, "seed \(seed)")
            let whole = FairShares.of(
                targetWatts: missing + shed.reduce(0, +), powerWatts: powers, sheddableWatts: zip(shed, most).map(+))
            #expect(zip(zip(shares, shed), whole).allSatisfy { $0.0 == 0 || $0.0 + $0.1 <= $1 }, "seed \(seed)")
        }
    }

    @Test(
        "a plan that was asked to be fair is so after those who disobeyed are replaced; one that was not takes the cheapest",
        arguments: [true, false])
    func replaced(isFair: Bool) async {
        var plan = World.plan(watts: 60_000)
        plan.request.isFair = isFair
        // Each third miner is alpha's; half of these lie, and beta's are the cheaper ones.
        let world = World(plan, miners: 90) { $0 % 6 == 0 ? .lies : .obeys }
        world.state.withLock { state in
            for id in state.devices.keys where id % 3 != 0 { state.devices[id]?.fleet.miner.hashrateTHs = 80 + Double(id % 5) }
        }
        await world.run(seconds: 1_800)
        #expect(world.plan.state == .executed && world.plan.outcome == .reached, "\(world.plan.message)")
        func shed(_ client: String) -> Double {
            world.miners.reduce(0) { $0 + ($1.state == .off && $1.client == client ? $1.baselineWatts : 0) }
        }
        guard isFair else {
            #expect(shed("alpha") == 0)
            return
        }
        #expect(world.miners.contains { $0.isReplacement && $0.client == "alpha" } && world.miners.contains { $0.state == .disobeyed })
        // A third of the fleet's power is alpha's; a share is passed by less than one miner a round of replacements.
        #expect(abs(shed("alpha") - 20_000) < 2 * 3_300, "\(shed("alpha")) of \(shed("alpha") + shed("beta"))")
        #expect(shed("beta") >= 40_000 - 3_300)
    }
}
