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
func outlook(difficultyFactor: String) -> Outlook {
    Outlook(
        network: network, growth: Growth(difficultyFactor: DoubleDouble(decimal: difficultyFactor)!, cadence: .retarget), scheme: .fpps,
        monthCount: 36, annualDiscount: DoubleDouble(decimal: "0.1")!)
}

func rows(cheapest: Int, dearest: Int) -> [BatchRow] { (0..<rowCount).map { row($0, millsPerKWh: cheapest + $0 % (dearest - cheapest)) } }

func row(_ index: Int, millsPerKWh: Int) -> BatchRow {
    var one = MinerCase(
        hashrateTHs: DoubleDouble(90 + index % 200), powerWatts: DoubleDouble(2_500 + index % 1_500), quantity: 1 + index % 50)
    one.uptime = DoubleDouble(decimal: "0.98")!
    one.poolFee = DoubleDouble(decimal: "0.02")!
    one.contract.usdPerKWh = DoubleDouble(millsPerKWh) / DoubleDouble(1_000)
    one.capexUSD = DoubleDouble(500 + index % 4_000)
    return BatchRow(line: index + 1, label: "", machine: one, faults: [])
}

/// Prints nanoseconds a row, a sum that keeps the work from being left out, and rows a second of one round.
func printRound(_ name: String, batches: Int, _ work: () -> DoubleDouble) {
    var sum = DoubleDouble.zero
    let start = nanoseconds()
    for _ in 0..<batches { sum = work() }
    let took = nanoseconds() - start
    let count = UInt64(rowCount * batches)
    print("\(name) \(took / count) \(sum.text(decimals: 2)) \(count * 1_000_000_000 / took)")
}

/// As a batch's answer has them: the figures of all rows, and the internal rate of each.
func rates(_ rows: [BatchRow], _ outlook: Outlook) -> [DoubleDouble?] {
    let result = BatchResult(rows, outlook: outlook)
    return zip(result.rows, result.figures).map { row, figures in result.rates(row.machine!, figures!).monthly }
}

let (falling, dear) = (outlook(difficultyFactor: "1.01"), rows(cheapest: 30, dearest: 90))
// With power so cheap and a difficulty that stays, cash stays above zero: nearly each row has a rate, the most that a batch can cost.
let (steady, cheap) = (outlook(difficultyFactor: "1"), rows(cheapest: 5, dearest: 25))
guard rates(cheap, steady).count(where: { $0 != nil }) > rowCount * 95 / 100 else { fatalError("the rows have no internal rates") }
for _ in 0..<rounds {
    printRound("figures", batches: batchesPerRound) { BatchResult(dear, outlook: falling).total(\.profitDay) }
    printRound("with_rates", batches: batchesPerRound / 5) { rates(cheap, steady).reduce(.zero) { $0 + ($1 ?? .zero) } }
}
