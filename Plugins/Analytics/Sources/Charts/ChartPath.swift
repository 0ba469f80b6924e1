/// The drawing of an SVG path, with coordinates in tenths. Pure.
struct ChartPath: Sendable {
    /// The path's data; empty where nothing was drawn.
    private(set) var text = ""

    /// A line through points, broken where a height is no number.
    static func line(_ points: some Sequence<(x: Double, y: Double)>) -> String {
        var path = ChartPath()
        var isDrawing = false
        for (x, y) in points {
            guard y.isFinite else {
                isDrawing = false
                continue
            }
            path.text += (isDrawing ? "L" : "M") + number(x) + " " + number(y)
            isDrawing = true
        }
        return path.text
    }

    /// Adds a line straight down.
    mutating func vertical(x: Double, from top: Double, to bottom: Double) {
        text += "M\(Self.number(x)) \(Self.number(top))V\(Self.number(bottom))"
    }

    /// Adds a box.
    mutating func box(x: Double, y: Double, width: Double, height: Double) {
        let (left, right) = (Self.number(x), Self.number(x + width))
        text += "M\(left) \(Self.number(y))H\(right)V\(Self.number(y + height))H\(left)Z"
    }

    /// Adds a triangle with its tip at a point, `size` wide and high; its body lies below the tip, or above it.
    mutating func triangle(x: Double, y: Double, size: Double, isBelow: Bool) {
        let base = Self.number(isBelow ? y + size : y - size)
        text += "M\(Self.number(x)) \(Self.number(y))L\(Self.number(x - size / 2)) \(base)H\(Self.number(x + size / 2))Z"
    }

    /// A coordinate with one decimal, which is finer than any screen; without the decimal where it is 0.
    static func number(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value)) * 10).rounded())
        let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
        return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
    }
}
