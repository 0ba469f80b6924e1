extension Outlook {
    /// The same months at another price of a bitcoin today.
    func atPrice(_ priceUSD: DoubleDouble) -> Outlook {
        var other = network
        other.priceUSD = priceUSD
        return Outlook(network: other, growth: growth, scheme: scheme, monthCount: months.count, annualDiscount: annualDiscount)
    }
}
