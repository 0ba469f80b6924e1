import TestSupport
import Testing

@testable import Hosting

@Suite("The choice of miners that loses least")
struct CoverSolverTests {
    @Test("every known fleet is solved at its proven optimum, and the choice keeps target and limits")
    func oracle() throws {
        let instances = try CurtailmentOracle.instances()
        #expect(instances.count == 9)
        try solve(instances)
    }

    @Test("so are those of a hundred thousand miners")
    func largeOracle() throws {
        let instances = try CurtailmentOracle.instances(isLarge: true)
        #expect(instances.count == 2)
        try solve(instances)
    }

    private func solve(_ instances: [CurtailmentOracle.Instance]) throws {
        for instance in instances {
            let solution = try #require(CoverSolver().solve(instance.problem), "\(instance.name)")
            #expect(solution.hashrateGHs == instance.optimumGHs, "\(instance.name)")
            #expect(solution.isProven, "\(instance.name)")
            #expect(instance.problem.isKept(by: solution), "\(instance.name)")
        }
    }

    @Test("small random problems of many kinds are solved as by trying everything")
    func random() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededRandom(seed)
        for round in 0..<400 {
            let problem = try CoverProblem.random(&generator)
            let expected = problem.byTryingEverything
            let solution = CoverSolver().solve(problem)
            #expect(solution?.hashrateGHs == expected, "seed \(seed), round \(round): \(problem)")
            guard let solution else { continue }
            #expect(solution.isProven, "seed \(seed), round \(round)")
            #expect(problem.isKept(by: solution), "seed \(seed), round \(round): \(problem)")
        }
    }

    @Test("without effort the answer still keeps target and limits, and its bound holds")
    func withoutEffort() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededRandom(seed)
        for round in 0..<200 {
            let problem = try CoverProblem.random(&generator)
            guard let optimum = problem.byTryingEverything, let solution = CoverSolver(effort: 0).solve(problem) else { continue }
            #expect(problem.isKept(by: solution), "seed \(seed), round \(round)")
            #expect(solution.lowerBoundGHs <= optimum && optimum <= solution.hashrateGHs, "seed \(seed), round \(round)")
            #expect(solution.isProven == (solution.gapGHs == 0))
        }
    }

    @Test("a fleet of equal miners loses as many as the target needs")
    func equalMiners() throws {
        let problem = try CoverProblem(
            powerWatts: Array(repeating: 3_250, count: 6_000), hashrateGHs: Array(repeating: 100_000, count: 6_000), targetWatts: 7_215_001)
        let solution = try #require(CoverSolver().solve(problem))
        #expect(solution.items.count == 2_221 && solution.isProven)
    }

    @Test("fleets of a few models by nameplate, with thousands of duplicates, are solved with proof")
    func nameplates() throws {
        var generator = SeededRandom(11)
        let models: [(Int64, Int64)] = [
            (3_250, 95_000), (3_010, 100_000), (3_068, 110_000), (3_500, 200_000), (3_531, 234_000), (2_977, 53_000), (5_445, 335_000),
        ]
        let fleet = (0..<3_000).map { _ in models[Int.random(in: 0..<models.count, using: &generator)] }
        for percent in [10, 37, 70] as [Int64] {
            let problem = try CoverProblem(
                powerWatts: fleet.map(\.0), hashrateGHs: fleet.map(\.1), targetWatts: fleet.reduce(0) { $0 + $1.0 } * percent / 100)
            let solution = try #require(CoverSolver().solve(problem))
            #expect(solution.isProven && problem.isKept(by: solution))
        }
    }

    @Test("the largest numbers that are taken do not overflow, and larger ones are refused")
    func extremes() throws {
        let (power, rate) = (CoverProblem.mostPowerWatts, CoverProblem.mostHashrateGHs)
        let problem = try CoverProblem(
            powerWatts: [power, power, 1, power], hashrateGHs: [rate, rate, rate, 0], targetWatts: 2 * power + 1, maximumSwitched: 3)
        let solution = try #require(CoverSolver().solve(problem))
        #expect(solution.hashrateGHs == 2 * rate && solution.isProven && problem.isKept(by: solution))
        #expect(throws: PlannerError.self) { try CoverProblem(powerWatts: [power + 1], hashrateGHs: [1], targetWatts: 1) }
        #expect(throws: PlannerError.self) { try CoverProblem(powerWatts: [0], hashrateGHs: [1], targetWatts: 1) }
        #expect(throws: PlannerError.self) { try CoverProblem(powerWatts: [1], hashrateGHs: [-1], targetWatts: 1) }
        #expect(throws: PlannerError.self) { try CoverProblem(powerWatts: [1], hashrateGHs: [rate + 1], targetWatts: 1) }
        #expect(throws: PlannerError.self) { try CoverProblem(powerWatts: [1], hashrateGHs: [], targetWatts: 1) }
    }

    @Test("a target out of reach has no choice; nothing to shed needs none")
    func edges() throws {
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [5, 7], hashrateGHs: [1, 1], targetWatts: 13)) == nil)
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [5, 7], hashrateGHs: [1, 1], targetWatts: .max)) == nil)
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [5, 7], hashrateGHs: [1, 1], targetWatts: 8, maximumSwitched: 1)) == nil)
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [], hashrateGHs: [], targetWatts: 1)) == nil)
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [], hashrateGHs: [], targetWatts: 0))?.items == [])
        #expect(CoverSolver().solve(try CoverProblem(powerWatts: [5], hashrateGHs: [1], targetWatts: -4))?.isProven == true)
    }
}
