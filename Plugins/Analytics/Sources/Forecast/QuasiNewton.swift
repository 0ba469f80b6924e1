/// Minimizes a smooth function of a few variables by BFGS with differences for its gradient. Pure.
struct QuasiNewton {
    /// Iterations at most.
    let iterations: Int
    /// Ends when two iterations in a row gain less than this.
    let leastGain: Double

    private static let step = 1e-5
    private static let longestMove = 2.0

    /// The lowest point found from `start`, and the value there. `function` may give infinity where it is not defined, but not at the start.
    func minimize(_ start: [Double], _ function: ([Double]) -> Double) -> (point: [Double], value: Double) {
        let count = start.count
        var point = start
        var value = function(point)
        guard count > 0, value.isFinite else { return (point, value) }
        var slope = gradient(point, value, function)
        var inverse = Self.identity(count)
        var idle = 0
        for _ in 0..<iterations {
            var direction = (0..<count).map { row in
                -(0..<count).reduce(0) { $0 + inverse[row * count + $1] * slope[$1] }
            }
            var descent = zip(direction, slope).reduce(0) { $0 + $1.0 * $1.1 }
            if !(descent < 0) {
                inverse = Self.identity(count)
                direction = slope.map { -$0 }
                descent = -slope.reduce(0) { $0 + $1 * $1 }
            }
            let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 1e-12, length.isFinite else { break }
            var share = min(1, Self.longestMove / length)
            var next = point
            var nextValue = Double.infinity
            for _ in 0..<20 {
                next = zip(point, direction).map { $0 + share * $1 }
                nextValue = function(next)
                if nextValue <= value + 1e-4 * share * descent { break }
                // The lowest point of the parabola through what is known, within bounds.
                let curve = nextValue - value - share * descent
                let wanted = nextValue.isFinite && curve > 0 ? -descent * share * share / (2 * curve) : share * 0.25
                share = max(share * 0.1, min(share * 0.5, wanted))
            }
            guard nextValue < value else { break }
            let nextSlope = gradient(next, nextValue, function)
            update(&inverse, moved: zip(next, point).map { $0 - $1 }, turned: zip(nextSlope, slope).map { $0 - $1 })
            idle = value - nextValue < leastGain ? idle + 1 : 0
            (point, value, slope) = (next, nextValue, nextSlope)
            if idle == 2 { break }
        }
        return (point, value)
    }

    private func gradient(_ point: [Double], _ value: Double, _ function: ([Double]) -> Double) -> [Double] {
        var moved = point
        return point.indices.map { index in
            let before = moved[index]
            moved[index] = before + Self.step
            var slope = (function(moved) - value) / Self.step
            if !slope.isFinite {
                moved[index] = before - Self.step
                slope = (value - function(moved)) / Self.step
            }
            moved[index] = before
            return slope.isFinite ? slope : 0
        }
    }

    /// BFGS: the inverse curvature after a move.
    private func update(_ inverse: inout [Double], moved: [Double], turned: [Double]) {
        let count = moved.count
        let along = zip(moved, turned).reduce(0) { $0 + $1.0 * $1.1 }
        guard along > 1e-12 else { return }
        let turnedThrough = (0..<count).map { row in (0..<count).reduce(0) { $0 + inverse[row * count + $1] * turned[$1] } }
        let bend = (along + zip(turned, turnedThrough).reduce(0) { $0 + $1.0 * $1.1 }) / (along * along)
        for row in 0..<count {
            for column in 0..<count {
                inverse[row * count + column] +=
                    bend * moved[row] * moved[column] - (turnedThrough[row] * moved[column] + moved[row] * turnedThrough[column]) / along
            }
        }
    }

    private static func identity(_ count: Int) -> [Double] { (0..<count * count).map { $0 % (count + 1) == 0 ? 0.1 : 0 } }
}
