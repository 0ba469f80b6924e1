/// An amount in a currency, to hundredths. Amounts of different currencies are never added.
struct Money: Hashable, Sendable {
    static let decimals = 2

    /// Of the currency's hundredth.
    let hundredths: Int64
    let currency: Currency

    init(hundredths: Int64, currency: Currency) { (self.hundredths, self.currency) = (hundredths, currency) }

    /// Reads a decimal text with at most two digits behind the point; nil for any other, and beyond 16 digits before it.
    init?(_ text: String, currency: Currency) {
        guard let value = Decimal(text), value.scale <= Self.decimals else { return nil }
        self.init(exactly: value, currency: currency)
    }

    private init?(exactly value: Decimal, currency: Currency) {
        let whole = value.rounded(decimals: Self.decimals)
        guard whole.digits <= Magnitude(UInt64(999_999_999_999_999_999)) else { return nil }
        let size = whole.digits.limbs.reversed().reduce(Int64(0)) { $0 << 32 | Int64($1) }
        self.init(hundredths: whole.isNegative ? -size : size, currency: currency)
    }

    /// The nearest hundredth, a half rounded away from zero; nil beyond 16 digits before the point.
    static func rounding(_ value: Decimal, currency: Currency) -> Money? { Money(exactly: value, currency: currency) }

    var decimal: Decimal {
        Decimal(isNegative: hundredths < 0, digits: Magnitude(UInt64(hundredths.magnitude)), scale: Self.decimals)
    }

    /// With both digits behind the point: `1200.50`.
    var text: String { decimal.text }
}
