/// A number that may be given: its name, range and unit. Ranges hold everything that exists and leave out what must be a slip.
struct NumberField: Sendable {
    let name: String
    /// Decimal texts, as a message shows them.
    let minimum: String
    let maximum: String
    let unit: String
    /// Taken where nothing is given; nil if it must be.
    let standard: String?
    let isWhole: Bool
    let range: ClosedRange<DoubleDouble>

    /// The limits are decimals of this source.
    init(_ name: String, _ minimum: String, _ maximum: String, _ unit: String, standard: String? = nil, isWhole: Bool = false) {
        (self.name, self.minimum, self.maximum, self.unit, self.standard, self.isWhole) = (name, minimum, maximum, unit, standard, isWhole)
        range = DoubleDouble(decimal: minimum)!...DoubleDouble(decimal: maximum)!
    }

    /// What a person is told to give.
    var expectation: String {
        "\(isWhole ? "a whole number" : "a number")\(unit.isEmpty ? "" : " of \(unit)") from \(minimum) to \(maximum)"
    }

    /// The number that a text says, or nil if it is none, is not whole where it must be, or lies outside the range.
    func read(_ text: String) -> DoubleDouble? {
        guard let value = DoubleDouble(decimal: text), range.contains(value) else { return nil }
        if isWhole, value != DoubleDouble(value.high.rounded()) { return nil }
        return value
    }
}
