import Glibc

/// Where the discounts of a series' internal rates lie, made once for the thousands of rates of a batch.
///
/// Cash is worth its scale times the worth of the series, less its cost times the worth of one each period: both are kept for discounts that lie
/// close to each other.
struct DiscountTable: Sendable {
    private struct Node {
        let discount: Double
        /// Of the series, and of one in each period; and how they grow with the discount.
        let (worth, slope, ones, onesSlope): (Double, Double, Double, Double)
    }

    private let nodes: [Node]

    /// Discounts from a half to 1.24: rates from 100 percent a period down to -19.
    init(_ series: CashSeries) {
        let flows = CashFlows(series: series)
        let ones = CashFlows(series: CashSeries(Array(repeating: .one, count: series.amounts.count)))
        nodes = (-256...80).map { place in
            let discount = exp2(Double(place) / 256)
            let (all, each) = (flows.look(discount), ones.look(discount))
            return Node(discount: discount, worth: all.worth, slope: all.slope, ones: each.worth, onesSlope: each.slope)
        }
    }

    /// A discount at which the flows are worth nearly as much as the outlay, to some seven digits; nil outside the table.
    ///
    /// Between two discounts the inverse of worth is taken as the cubic that has its values and slopes (Hermite).
    func discount(outlay: DoubleDouble, cash: CashFlows) -> Double? {
        let (outlay, scale, cost) = (outlay.double, cash.scale.double, cash.cost.double)
        func excess(_ index: Int) -> Double { nodes[index].worth * scale - nodes[index].ones * cost - outlay }
        var (below, above) = (0, nodes.count - 1)
        guard excess(below) < 0, excess(above) >= 0 else { return nil }
        while above - below > 1 {
            let middle = (below + above) / 2
            if excess(middle) < 0 { below = middle } else { above = middle }
        }
        let (left, right, low) = (nodes[below], nodes[above], excess(below))
        let width = excess(above) - low
        let (part, rest) = (-low / width, 1 + low / width)
        let leftSlope = width / (left.slope * scale - left.onesSlope * cost)
        let rightSlope = width / (right.slope * scale - right.onesSlope * cost)
        let found =
            left.discount * rest * rest * (1 + 2 * part) + right.discount * part * part * (1 + 2 * rest)
            + part * rest * (leftSlope * rest - rightSlope * part)
        return found >= left.discount && found <= right.discount ? found : (left.discount + right.discount) / 2
    }
}
