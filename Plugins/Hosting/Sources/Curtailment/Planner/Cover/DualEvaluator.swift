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
    /// Client by client.
    private let powers: [Double]
    private let rates: [Double]
    private var scratch: [Scored]
    /// How often it was asked.
    private(set) var evaluations = 0

    init(_ problem: CoverProblem) {
        self.problem = problem
        let order = problem.hasClientLimits ? problem.itemsByClient.flatMap(\.self) : Array(0..<problem.count)
        powers = order.map { Double(problem.powerWatts[$0]) }
        rates = order.map { Double(problem.hashrateGHs[$0]) }
        let largest = problem.hasClientLimits ? problem.itemsByClient.map(\.count).max() ?? 0 : 0
        scratch = Array(repeating: Scored(score: 0, power: 0), count: largest)
    }

    /// The bound at two prices, neither below zero.
    mutating func evaluate(powerPrice: Double, countPrice: Double) -> DualPoint {
        evaluations += 1
        let sums = problem.hasClientLimits ? limited(powerPrice, countPrice) : unlimited(powerPrice, countPrice)
        let value = powerPrice * Double(problem.targetWatts) - countPrice * Double(problem.maximumSwitched) + sums.score
        return DualPoint(powerPrice: powerPrice, countPrice: countPrice, value: value, powerWatts: sums.power, chosen: sums.chosen)
    }

    private typealias Sums = (score: Double, power: Double, chosen: Double)

    private func unlimited(_ powerPrice: Double, _ countPrice: Double) -> Sums {
        powers.withUnsafeBufferPointer { powers in
            rates.withUnsafeBufferPointer { rates in
                var (score, power, chosen) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
                let whole = powers.count & ~7
                var index = 0
                while index < whole {
                    var watts = SIMD8<Double>()
                    var worth = SIMD8<Double>()
                    for lane in 0..<8 {
                        watts[lane] = powers[index + lane]
                        worth[lane] = rates[index + lane]
                    }
                    worth = worth - watts * powerPrice + countPrice
                    let isChosen = worth .< 0
                    score += worth.replacing(with: 0, where: .!isChosen)
                    power += watts.replacing(with: 0, where: .!isChosen)
                    chosen += SIMD8<Double>().replacing(with: 1, where: isChosen)
                    index += 8
                }
                var sums = (score.sum(), power.sum(), chosen.sum())
                for index in whole..<powers.count {
                    let worth = rates[index] - powerPrice * powers[index] + countPrice
                    if worth < 0 { sums = (sums.0 + worth, sums.1 + powers[index], sums.2 + 1) }
                }
                return sums
            }
        }
    }

    private mutating func limited(_ powerPrice: Double, _ countPrice: Double) -> Sums {
        let (problem, powers, rates) = (problem, powers, rates)
        return scratch.withUnsafeMutableBufferPointer { scratch in
            powers.withUnsafeBufferPointer { powers in
                rates.withUnsafeBufferPointer { rates in
                    var sums = (0.0, 0.0, 0.0)
                    var place = 0
                    for client in problem.clientLimits.indices {
                        let end = place + problem.itemsByClient[client].count
                        var count = 0
                        while place < end {
                            let worth = rates[place] - powerPrice * powers[place] + countPrice
                            scratch[count] = Scored(score: worth, power: powers[place])
                            count += worth < 0 ? 1 : 0
                            place += 1
                        }
                        let limit = problem.clientLimits[client]
                        if count > limit { DualEvaluator.partition(UnsafeMutableBufferPointer(rebasing: scratch[..<count]), limit) }
                        let kept = min(count, limit)
                        for index in 0..<kept {
                            sums.0 += scratch[index].score
                            sums.1 += scratch[index].power
                        }
                        sums.2 += Double(kept)
                    }
                    return sums
                }
            }
        }
    }

    /// Brings the so many smallest scores to the front, by partition around a pivot as quickselect does.
    private static func partition(_ scratch: UnsafeMutableBufferPointer<Scored>, _ limit: Int) {
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
    }
}
