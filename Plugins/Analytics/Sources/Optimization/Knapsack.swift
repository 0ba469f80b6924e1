/// The 0/1 knapsack: the most value whose weight fits. Branch and bound after Horowitz and Sahni (Journal of the ACM 21, 1974) with
/// Dantzig's bound, the fractional fill. Pure.
struct Knapsack: Sendable {
    /// What was chosen, and how far it can at most be from the best.
    struct Choice: Sendable {
        /// By the items' positions.
        var isTaken: [Bool]
        var value: Double
        var weight: Double
        /// No choice is worth more than this.
        var bound: Double
        /// The search ended with nothing left to try: this is the best.
        var isOptimal: Bool
    }

    private let order: [Int]
    private let values: [Double]
    private let weights: [Double]
    /// Sums of the first items, in the order of value for weight.
    private let valueSums: [Double]
    private let weightSums: [Double]

    /// Items without value are never taken, those without weight always. Values and weights must be finite, weights not negative.
    init(values: [Double], weights: [Double]) {
        let useful = values.indices.filter { values[$0] > 0 }
        order = useful.sorted { left, right in
            let (a, b) = (values[left] * weights[right], values[right] * weights[left])
            return a != b ? a > b : left < right
        }
        self.values = values
        self.weights = weights
        var (valueSum, weightSum) = (0.0, 0.0)
        var (valueSums, weightSums) = ([0.0], [0.0])
        for item in order {
            valueSum += values[item]
            weightSum += weights[item]
            valueSums.append(valueSum)
            weightSums.append(weightSum)
        }
        (self.valueSums, self.weightSums) = (valueSums, weightSums)
    }

    /// Searches until nothing better can be left, or for so many steps.
    func solve(capacity: Double, mostSteps: Int = 200_000) -> Choice {
        var taken = Array(repeating: false, count: values.count)
        var stack: [Int] = []
        var (position, room, value, steps) = (0, max(0, capacity), 0.0, 0)
        let root = bound(from: 0, room: room)
        var best = Choice(isTaken: taken, value: 0, weight: 0, bound: root, isOptimal: false)
        // Sums of many numbers differ in their last digits: less than this is no gain.
        let least = 1e-9 * max(root, 1e-9)
        while steps < mostSteps {
            steps += 1
            if position < order.count, value + bound(from: position, room: room) > best.value + least {
                while position < order.count, weights[order[position]] <= room {
                    take(&taken, &stack, &position, &room, &value)
                }
                if value > best.value + least {
                    best = Choice(isTaken: taken, value: value, weight: capacity - room, bound: root, isOptimal: false)
                }
                if position < order.count {
                    // This one does not fit: what comes after it may.
                    position += 1
                    continue
                }
            }
            guard let last = stack.popLast() else {
                best.isOptimal = true
                best.bound = best.value
                return best
            }
            taken[order[last]] = false
            room += weights[order[last]]
            value -= values[order[last]]
            position = last + 1
        }
        return best
    }

    private func take(_ taken: inout [Bool], _ stack: inout [Int], _ position: inout Int, _ room: inout Double, _ value: inout Double) {
        taken[order[position]] = true
        stack.append(position)
        room -= weights[order[position]]
        value += values[order[position]]
        position += 1
    }

    /// The value of the items from a position on, the last of them in part.
    private func bound(from position: Int, room: Double) -> Double {
        let limit = weightSums[position] + room
        var (low, high) = (position, order.count)
        while low < high {
            let middle = (low + high + 1) / 2
            if weightSums[middle] <= limit { low = middle } else { high = middle - 1 }
        }
        let whole = valueSums[low] - valueSums[position]
        guard low < order.count, weights[order[low]] > 0 else { return whole }
        return whole + values[order[low]] * (limit - weightSums[low]) / weights[order[low]]
    }
}
