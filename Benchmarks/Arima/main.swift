import Analytics
import Glibc

/// Fits ARIMA(2,1,2) to the logarithms of the last 730 closes of a CSV file (date, close) and prints the median time in nanoseconds and the
/// log-likelihood that was reached.
guard CommandLine.arguments.count == 3, let calls = Int(CommandLine.arguments[2]), let file = fopen(CommandLine.arguments[1], "r") else {
    print("usage: ArimaBenchmark PRICES.csv CALLS")
    exit(64)
}
var closes: [Double] = []
var line: UnsafeMutablePointer<CChar>?
var capacity = 0
while getline(&line, &capacity, file) > 0 {
    guard let close = Double(String(cString: line!).split(whereSeparator: { $0 == "," || $0.isNewline })[1]) else { continue }
    closes.append(log(close))
}
let series = Array(closes.suffix(730))

func nanos() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

var times: [UInt64] = []
var reached = 0.0
for _ in 0..<calls {
    let start = nanos()
    guard let fit = ArimaFit(series, order: ArimaOrder(2, 1, 2)) else { exit(70) }
    times.append(nanos() - start)
    reached = fit.logLikelihood
}
times.sort()
print(times[times.count / 2], reached)
