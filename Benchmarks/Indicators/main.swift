import Analytics
import Glibc

/// Times each indicator over the closes of a CSV file (date, open, high, low, close, …) and prints `name nanoseconds`, a line each: the
/// median of many calls, so that one interruption does not count.
guard CommandLine.arguments.count == 3, let calls = Int(CommandLine.arguments[2]), let file = fopen(CommandLine.arguments[1], "r") else {
    print("usage: IndicatorsBenchmark PRICES.csv CALLS")
    exit(64)
}
var (highs, lows, closes): ([Double], [Double], [Double]) = ([], [], [])
var line: UnsafeMutablePointer<CChar>?
var capacity = 0
while getline(&line, &capacity, file) > 0 {
    let fields = String(cString: line!).split(separator: ",")
    guard let high = Double(fields[2]), let low = Double(fields[3]), let close = Double(fields[4]) else { continue }
    highs.append(high)
    lows.append(low)
    closes.append(close)
}

func nanos() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func measure(_ name: String, _ body: () -> Double) {
    var times: [UInt64] = []
    // Keeps results alive, so that no work is left out.
    var sink = 0.0
    for _ in 0..<calls {
        let start = nanos()
        sink += body()
        times.append(nanos() - start)
    }
    guard sink.isFinite else { exit(70) }
    times.sort()
    print(name, times[times.count / 2])
}

measure("sma20") { SimpleMovingAverage.values(of: closes, period: 20)[closes.count - 1] }
measure("ema26") { ExponentialMovingAverage.values(of: closes, period: 26)[closes.count - 1] }
measure("rsi14") { RelativeStrengthIndex.values(of: closes, period: 14)[closes.count - 1] }
measure("macd") { MovingAverageConvergence(closes: closes).histogram[closes.count - 1] }
measure("bbands") { BollingerBands(closes: closes).upper[closes.count - 1] }
measure("atr14") { AverageTrueRange.values(highs: highs, lows: lows, closes: closes)[closes.count - 1] }
measure("stoch") { StochasticOscillator(highs: highs, lows: lows, closes: closes).slowD[closes.count - 1] }
