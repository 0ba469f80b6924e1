import TestSupport
@testable import Hosting

extension CoverProblem {
    /// Whether a solution says of itself what is true, reaches the target and keeps all limits.
    func isKept(by solution: CoverSolution) -> Bool {
        var ofClient = Array(repeating: 0, count: clientLimits.count)
        for item in solution.items { ofClient[clients[item]] += 1 }
        return Set(solution.items).count == solution.items.count && solution.items.count <= maximumSwitched
            && zip(ofClient, clientLimits).allSatisfy { $0 <= $1 } && power(of: solution.items) >= targetWatts
            && power(of: solution.items) == solution.powerWatts && hashrate(of: solution.items) == solution.hashrateGHs
            && solution.lowerBoundGHs <= solution.hashrateGHs
    }

    /// The least loss, of all subsets; nil where none fits.
    var byTryingEverything: Int64? {
        (0..<(1 << count)).lazy.map { mask in (0..<self.count).filter { mask >> $0 & 1 == 1 } }
            .filter { items in
                var left = self.clientLimits
                for item in items { left[self.clients[item]] -= 1 }
                return items.count <= self.maximumSwitched && left.allSatisfy { $0 >= 0 } && self.power(of: items) >= self.targetWatts
            }
            .map { self.hashrate(of: $0) }.min()
    }

    /// Up to ten items: ties, zero rates, rates in proportion to powers, limits or none, targets in and out of reach.
    static func random(_ generator: inout SeededRandom) throws -> CoverProblem {
        let count = Int.random(in: 1...10, using: &generator)
        let clients = Int.random(in: 1...4, using: &generator)
        let mostPower = [3, 20, 4_000][Int.random(in: 0..<3, using: &generator)]
        let mostRate = [0, 3, 50, 300_000][Int.random(in: 0..<4, using: &generator)]
        let kind = Int.random(in: 0...3, using: &generator)
        let powers = (0..<count).map { _ in Int64.random(in: 1...Int64(mostPower), using: &generator) }
        return try CoverProblem(
            powerWatts: powers,
            hashrateGHs: powers.map { power in
                kind == 0 ? power * 7 : kind == 1 ? power * 3 + 100 : Int64.random(in: 0...Int64(mostRate), using: &generator)
            },
            clients: (0..<count).map { _ in Int.random(in: 0..<clients, using: &generator) },
            targetWatts: Int64.random(in: 0...(powers.reduce(0, +) + 2), using: &generator),
            maximumSwitched: Bool.random(using: &generator) ? Int.random(in: 0...count, using: &generator) : nil,
            clientLimits: (0..<clients).map { _ in
                Bool.random(using: &generator) ? Int.random(in: 0...count, using: &generator) : nil
            })
    }
}
