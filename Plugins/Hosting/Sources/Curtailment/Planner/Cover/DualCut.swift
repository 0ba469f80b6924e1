/// Where two tangents of a concave function meet.
struct DualCut {
    let place: Double
    /// The function is nowhere above this.
    let height: Double
    /// Between both; taken now and then, where it shrinks the span faster.
    let middle: Double

    init(_ low: (x: Double, y: Double, slope: Double), _ high: (x: Double, y: Double, slope: Double)) {
        let bend = low.slope - high.slope
        middle = (low.x + high.x) / 2
        let meeting = (high.y - low.y + low.slope * low.x - high.slope * high.x) / bend
        place = bend > 0 && meeting > low.x && meeting < high.x ? meeting : middle
        height = max(min(low.y + low.slope * (place - low.x), high.y + high.slope * (place - high.x)), low.y, high.y)
    }
}
