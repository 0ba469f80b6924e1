import Glibc

/// Rows a second of the batch engine alone: rows made before, figures kept in memory, no parsing, no printing.
func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

// As many as one batch may have.
let rowCount = 20_000
let batchesPerRound = 50
let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 5 : 5
let network = Network(
    difficulty: DoubleDouble(decimal: "125864590119494")!, subsidyBTC: DoubleDouble(decimal: "3.125")!,
    feesBTCPerBlock: DoubleDouble(decimal: "0.02")!, priceUSD: DoubleDouble(decimal: "65279.8")!, nextHeight: 958_000)
let outlook = Outlook(
    network: network, growth: Growth(difficultyFactor: DoubleDouble(decimal: "1.01")!, cadence: .retarget), scheme: .fpps, monthCount: 36,
    annualDiscount: DoubleDouble(decimal: "0.1")!)
let rows = (0..<rowCount).map { index in
    var one = MinerCase(
        hashrateTHs: DoubleDouble(90 + index % 200), powerWatts: DoubleDouble(2_500 + index % 1_500), quantity: 1 + index % 50)
    one.uptime = DoubleDouble(decimal: "0.98")!
    one.poolFee = DoubleDouble(decimal: "0.02")!
    one.contract.usdPerKWh = DoubleDouble(30 + index % 60) / DoubleDouble(1_000)
    one.capexUSD = DoubleDouble(500 + index % 4_000)
    return BatchRow(line: index + 1, label: "", machine: one, faults: [])
}
for _ in 0..<rounds {
    var sum = DoubleDouble.zero
    var took: UInt64 = 0
    for _ in 0..<batchesPerRound {
        let start = nanoseconds()
        let result = BatchResult(rows, outlook: outlook)
        took += nanoseconds() - start
        // The sum keeps the work from being left out, and is compared with the ceiling's.
        sum = result.total(\.profitDay)
    }
    let count = UInt64(rowCount * batchesPerRound)
    print("\(took / count) \(sum.text(decimals: 2)) \(count * 1_000_000_000 / took)")
}
