/// What the machines of a contract mined on one day, by their hashrate. Pure.
struct MinedDay: Sendable, Equatable {
    let network: NetworkDay
    /// Of all machines together, the mean of the 24 hours, with what was estimated.
    let hashrateTHs: Decimal
    /// What of it was estimated for gaps.
    let estimatedTHs: Decimal

    /// Rounded once, to satoshis.
    var minedBTC: Decimal { network.minedBTC(hashrateTHs: hashrateTHs) }
    /// In US dollars, exact.
    var value: Decimal { minedBTC * network.priceUSD }
}
