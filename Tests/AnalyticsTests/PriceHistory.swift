import Glibc
import PluginKit
import Testing

/// Daily prices of bitcoin from 2010 to 2026.
struct PriceHistory {
    var dates: [String] = []
    var opens: [Double] = []
    var highs: [Double] = []
    var lows: [Double] = []
    var closes: [Double] = []

    /// From btc_usd_ohlcv_daily.csv: date, open, high, low, close, volume, and two marks.
    static func read() throws -> PriceHistory {
        var history = PriceHistory()
        let text = String(decoding: try Fixture.bytes("history/btc_usd_ohlcv_daily.csv"), as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            history.dates.append(String(fields[0]))
            history.opens.append(try #require(Double(fields[1])))
            history.highs.append(try #require(Double(fields[2])))
            history.lows.append(try #require(Double(fields[3])))
            history.closes.append(try #require(Double(fields[4])))
        }
        return history
    }

    /// The natural logarithms of the last closes of btc_usd_daily.csv.
    static func logCloses(last count: Int) throws -> [Double] {
        let text = String(decoding: try Fixture.bytes("history/btc_usd_daily.csv"), as: UTF8.self)
        return try text.split(whereSeparator: \.isNewline).dropFirst().suffix(count).map { line in
            log(try #require(Double(line.split(separator: ",")[1])))
        }
    }
}

/// JSON with numbers and nulls as a series.
func series(_ json: JSONValue?) throws -> [Double] {
    try #require(json?.array).map { $0.number ?? .nan }
}

/// A number of JSON that must be one.
func number(_ json: JSONValue?) throws -> Double { try #require(json?.number) }

/// Whether two series are equal to 1e-9, in units of the series (dollars, percent), NaN where the other has it.
///
/// - Parameter tolerance: In the same units; larger only where rounding on the way to the value allows no less.
func expectEqual(_ found: some Collection<Double>, _ expected: [Double], within tolerance: Double = 1e-9, _ name: String) {
    #expect(found.count == expected.count, "\(name)")
    for (index, pair) in zip(found, expected).enumerated() {
        let isEqual = pair.1.isNaN ? pair.0.isNaN : abs(pair.0 - pair.1) <= tolerance
        #expect(isEqual, "\(name)[\(index)]: \(pair.0), expected \(pair.1)")
    }
}
