/// Evaluates the Lagrangian relaxation of a problem: target and count are priced, each client's limit is kept exactly.
///
/// At given prices an item is worth choosing where `hashrate − powerPrice × power + countPrice` is negative; of a client with more of
/// those than its limit the most negative are chosen.
struct DualEvaluator {
    private struct Scored {
        var score: Double
        var power: Double
    }

    private let problem: CoverProblem
    private let powers: [Double]
    private let rates: [Double]
    private var scratch: [Scored] = []
    /// How often it was asked.
    private(set) var evaluations = 0

    init(_ problem: CoverProblem) {
        self.problem = problem
        powers = problem.powerWatts.map(Double.init)
        rates = problem.hashrateGHs.map(Double.init)
    }

    /// The bound at two prices, neither below zero.
    mutating func evaluate(powerPrice: Double, countPrice: Double) -> DualPoint {
        evaluations += 1
        var (sum, power, chosen) = (0.0, 0.0, 0.0)
        if problem.hasClientLimits {
            for (client, items) in problem.itemsByClient.enumerated() {
                collect(items, powerPrice, countPrice)
                keepSmallest(problem.clientLimits[client])
                for one in scratch {
                    sum += one.score
                    power += one.power
                }
                chosen += Double(scratch.count)
            }
        } else {
            for index in powers.indices {
                let score = rates[index] - powerPrice * powers[index] + countPrice
                let isChosen = score < 0
                sum += isChosen ? score : 0
                power += isChosen ? powers[index] : 0
                chosen += isChosen ? 1 : 0
            }
        }
        let value = powerPrice * Double(problem.targetWatts) - countPrice * Double(problem.maximumSwitched) + sum
        return DualPoint(powerPrice: powerPrice, countPrice: countPrice, value: value, powerWatts: power, chosen: chosen)
    }

    private mutating func collect(_ items: [Int], _ powerPrice: Double, _ countPrice: Double) {
        scratch.removeAll(keepingCapacity: true)
        for item in items {
            let score = rates[item] - powerPrice * powers[item] + countPrice
            if score < 0 { scratch.append(Scored(score: score, power: powers[item])) }
        }
    }

    /// Leaves the so many smallest scores in `scratch`, by partition around a pivot as quickselect does.
    private mutating func keepSmallest(_ limit: Int) {
        guard scratch.count > limit else { return }
        var (low, high) = (0, scratch.count - 1)
        while low < high {
            let pivot = scratch[(low + high) / 2].score
            var (left, right) = (low, high)
            while left <= right {
                while scratch[left].score < pivot { left += 1 }
                while scratch[right].score > pivot { right -= 1 }
                guard left <= right else { break }
                scratch.swapAt(left, right)
                left += 1
                right -= 1
            }
            if limit <= right {
                high = right
            } else if limit >= left {
                low = left
            } else {
                break
            }
        }
        scratch.removeLast(scratch.count - limit)
    }
}
