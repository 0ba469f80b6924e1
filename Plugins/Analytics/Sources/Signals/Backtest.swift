/// Trades a rule on past prices: all in on a buy, all out on a sell, nothing in between. Pure.
///
/// A signal is known at a bar's close and is traded at the next bar's open, so no trade knows anything of its future.
enum Backtest {
    /// The result of one rule, or of all together with `kind` nil.
    ///
    /// - Parameters:
    ///   - opens, closes: Prices above 0, of the same length, oldest first.
    ///   - feeShare: What each purchase and each sale costs, as a share of its amount.
    ///   - first: The first bar whose signal is traded; those before it only warm the indicators up.
    static func run(opens: [Double], closes: [Double], kind: SignalKind?, feeShare: Double, first: Int = 0) -> BacktestResult? {
        let scan = SignalScan(closes: closes)
        return run(opens: opens, closes: closes, feeShare: feeShare, first: first) { bar in
            if let kind { scan.signal(kind, at: bar)?.direction ?? .hold } else { SignalAggregate(scan, at: bar)?.direction ?? .hold }
        }
    }

    /// The result of trading what is said of each bar, as computed or as told then.
    static func run(
        opens: [Double], closes: [Double], feeShare: Double, first: Int, direction said: (Int) -> SignalDirection
    ) -> BacktestResult? {
        guard opens.count == closes.count, first >= 0, closes.count >= first + 2, (0..<1).contains(feeShare) else { return nil }
        var (cash, bitcoins, paid) = (1.0, 0.0, 0.0)
        var (trades, wins, barsHeld) = (0, 0, 0)
        var (peak, drawdown) = (1.0, 0.0)
        var equity: [Double] = []
        equity.reserveCapacity(closes.count - first)
        equity.append(1)
        func sell(at price: Double) {
            cash = bitcoins * price * (1 - feeShare)
            trades += 1
            wins += cash > paid ? 1 : 0
            bitcoins = 0
        }
        for bar in first + 1..<closes.count {
            let direction = said(bar - 1)
            if direction == .buy, bitcoins == 0 {
                paid = cash
                bitcoins = cash * (1 - feeShare) / opens[bar]
                cash = 0
            } else if direction == .sell, bitcoins > 0 {
                sell(at: opens[bar])
            }
            barsHeld += bitcoins > 0 ? 1 : 0
            if bar == closes.count - 1, bitcoins > 0 { sell(at: closes[bar]) }
            equity.append(cash + bitcoins * closes[bar])
            peak = max(peak, equity[equity.count - 1])
            drawdown = max(drawdown, 1 - equity[equity.count - 1] / peak)
        }
        var held = [1.0] + closes[(first + 1)...].map { $0 / opens[first + 1] * (1 - feeShare) }
        held[held.count - 1] *= 1 - feeShare
        return BacktestResult(
            totalReturn: equity[equity.count - 1] - 1, buyAndHoldReturn: held[held.count - 1] - 1,
            maximumDrawdown: drawdown, trades: trades, wins: wins, exposure: Double(barsHeld) / Double(closes.count - first - 1),
            equity: equity, held: held)
    }
}
