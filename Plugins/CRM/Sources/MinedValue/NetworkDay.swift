/// What the network was like, and a bitcoin worth, on one day. Pure.
///
/// What a hashrate is worth is what a pool pays for each share (FPPS): what it finds on average, whatever luck brought, with the fees. A block
/// takes `difficulty · 2^32` hashes on average, since a hash of 256 bits is below the target of difficulty 1 once in 2^32 (Bitcoin's
/// `GetDifficulty` and `CheckProofOfWork`; https://en.bitcoin.it/wiki/Difficulty, "What network hash rate results in a given difficulty?").
/// One TH/s computes 86,400 · 10^12 in a day, hence
///
///     BTC = TH/s · 86,400 · 10^12 / (difficulty · 2^32) · (subsidy + fees of a block)
///
/// A pool's own charge is not taken off.
struct NetworkDay: Sendable, Equatable {
    let day: CalendarDay
    /// Times the difficulty of 1; more than zero.
    let difficulty: Decimal
    /// Of a block, in BTC.
    let subsidyBTC: Decimal
    /// Of a block, in BTC; nil where nobody knows, and then they count nothing.
    let feesBTCPerBlock: Decimal?
    /// US dollars for one bitcoin.
    let priceUSD: Decimal

    /// What is mined is rounded to: satoshis.
    static let decimals = 8

    private static let hashesPerTHsDay = Decimal(86_400_000_000_000_000)
    private static let hashesPerDifficulty = Decimal(4_294_967_296)

    /// BTC that a hashrate earns on this day, expected: one quotient, a half rounded away from zero.
    ///
    /// - Parameter hashrateTHs: The mean of the 24 hours, in TH/s.
    func minedBTC(hashrateTHs: Decimal, decimals: Int = NetworkDay.decimals) -> Decimal {
        (hashrateTHs * Self.hashesPerTHsDay * (subsidyBTC + (feesBTCPerBlock ?? .zero)))
            .divided(by: difficulty * Self.hashesPerDifficulty, decimals: decimals)
    }
}
