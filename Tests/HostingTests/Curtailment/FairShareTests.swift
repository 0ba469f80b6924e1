import TestSupport
import Testing

@testable import Hosting

@Suite("Fair shares of a reduction")
struct FairShareTests {
    @Test("shares follow the power and add up to the target exactly")
    func proportion() {
        #expect(FairShares.of(targetWatts: 100, powerWatts: [100, 300], sheddableWatts: [100, 300]) == [25, 75])
        #expect(FairShares.of(targetWatts: 100, powerWatts: [1, 1, 1], sheddableWatts: [90, 90, 90]).reduce(0, +) == 100)
        #expect(FairShares.of(targetWatts: 0, powerWatts: [5, 5], sheddableWatts: [5, 5]) == [0, 0])
        #expect(FairShares.of(targetWatts: 10, powerWatts: [], sheddableWatts: []) == [])
    }

    @Test("what a client cannot shed goes over to the others in the same proportion")
    func overflow() {
        #expect(FairShares.of(targetWatts: 100, powerWatts: [100, 100, 200], sheddableWatts: [10, 100, 200]) == [10, 30, 60])
        #expect(FairShares.of(targetWatts: 500, powerWatts: [100, 100], sheddableWatts: [10, 100]) == [10, 100])
    }

    @Test("random shares add up, and nobody is asked for more than it can shed")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededRandom(seed)
        for _ in 0..<300 {
            let count = Int.random(in: 1...8, using: &generator)
            let powers = (0..<count).map { _ in Int64.random(in: 0...50_000, using: &generator) }
            let most = powers.map { $0 == 0 ? 0 : Int64.random(in: 0...$0, using: &generator) }
            let target = Int64.random(in: 0...(powers.reduce(0, +) + 5), using: &generator)
            let shares = FairShares.of(targetWatts: target, powerWatts: powers, sheddableWatts: most)
            #expect(shares.reduce(0, +) == min(target, most.reduce(0, +)), "seed \(seed)")
            #expect(zip(shares, most).allSatisfy { $0 >= 0 && $0 <= $1 }, "seed \(seed)")
        }
    }

    /// Many small old miners lose least, few large new ones need the fewest switches; the limit lies between.
    private func contrary() throws -> CoverProblem {
        let clients = 2
        let each = (small: 500, large: 100)
        var (powers, rates, owners): ([Int64], [Int64], [Int]) = ([], [], [])
        for client in 0..<clients {
            for number in 0..<each.small + each.large {
                let isSmall = number < each.small
                powers.append(Int64((isSmall ? 1_000 : 5_000) + number % 17))
                rates.append(Int64(isSmall ? 10_000 : 200_000) + Int64(number % 13) * 100)
                owners.append(client)
            }
        }
        return try CoverProblem(
            powerWatts: powers, hashrateGHs: rates, clients: owners, targetWatts: 600_000, maximumSwitched: 300, clientLimits: [nil, nil])
    }

    @Test("where hundreds of switches are to be saved the effort holds for all solves together, and the limit and the shares are kept")
    func effort() throws {
        let problem = try contrary()
        let effort = 4_000_000
        let result = try FairShareSolver(solver: CoverSolver(effort: effort)).solve(problem)
        #expect(result.solution.items.count <= 300 && result.solution.powerWatts >= 600_000)
        #expect(result.solution.lowerBoundGHs <= result.solution.hashrateGHs)
        #expect(result.solution.steps <= 2 * effort, "\(result.solution.steps)")
    }

    @Test("a search that nobody waits for ends at once, with what it has")
    func cancelled() throws {
        let problem = try contrary()
        let result = try FairShareSolver(solver: CoverSolver(isCancelled: { true })).solve(problem)
        #expect(result.solution.items.count <= 300 && result.solution.powerWatts >= 600_000)
        let alone = try #require(CoverSolver(isCancelled: { true }).solve(problem))
        #expect(alone.powerWatts >= 600_000 && !alone.isProven)
    }

    @Test("every client sheds its share with the least loss, within the limit for all, as by trying everything")
    func exact() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededRandom(seed)
        for round in 0..<300 {
            let problem = try CoverProblem.random(&generator)
            let result = try FairShareSolver().solve(problem)
            #expect(
                result.solution.hashrateGHs == problem.byTryingEverything(shares: result.shares), "seed \(seed), round \(round): \(problem)"
            )
            #expect(result.solution.isProven, "seed \(seed), round \(round)")
            #expect(result.solution.items.count <= problem.maximumSwitched, "seed \(seed), round \(round)")
            #expect(result.targetWatts <= max(0, problem.targetWatts), "seed \(seed), round \(round)")
        }
    }
}

extension CoverProblem {
    /// The least loss of all subsets in which each client sheds its share.
    fileprivate func byTryingEverything(shares: [Int64]) -> Int64? {
        (0..<(1 << count)).lazy.map { mask in (0..<self.count).filter { mask >> $0 & 1 == 1 } }
            .filter { items in
                var (left, shed) = (self.clientLimits, shares.map { _ in Int64(0) })
                for item in items {
                    left[self.clients[item]] -= 1
                    shed[self.clients[item]] += self.powerWatts[item]
                }
                return items.count <= self.maximumSwitched && left.allSatisfy { $0 >= 0 } && zip(shed, shares).allSatisfy { $0 >= $1 }
            }
            .map { self.hashrate(of: $0) }.min()
    }
}
