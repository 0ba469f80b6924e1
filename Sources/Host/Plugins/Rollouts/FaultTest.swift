import Foundation

/// How likely counts of faults are if nothing is wrong. Pure.
///
/// The tests are exact, since what they are for is few calls.
enum FaultTest {
    /// The one-sided binomial test: the chance of at least so many faults if each call fails with a given chance.
    ///
    /// Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934).
    ///
    /// - Parameters:
    ///   - counts: Faults among calls.
    ///   - allowed: The chance of each call to fail, from 0 to 1.
    /// - Returns: From 0 to 1; 1 where no more failed than was to be expected.
    static func chance(of counts: VersionCounts, ifEachFailsWith allowed: Double) -> Double {
        let (calls, faults) = (counts.calls, min(counts.faults, counts.calls))
        guard faults > 0, Double(faults) > allowed * Double(calls) else { return 1 }
        guard allowed > 0 else { return 0 }
        let odds = allowed / (1 - allowed)
        let first = logChoose(calls, faults) + Double(faults) * log(allowed) + Double(calls - faults) * log1p(-allowed)
        return tail(first, from: faults, to: calls) { Double(calls - $0) / Double($0 + 1) * odds }
    }

    /// Fisher's exact test, one-sided: the chance that at least so many of all faults fall to the newer version if both fail alike.
    ///
    /// Fisher, "Statistical Methods for Research Workers" (1934), section 21.02: the upper tail of the hypergeometric distribution.
    ///
    /// - Returns: From 0 to 1; 1 where the newer version's share of faults is not the greater one, or the older was never called.
    static func chance(of newer: VersionCounts, ifAsGoodAs older: VersionCounts) -> Double {
        let (calls, faults) = (newer.calls, min(newer.faults, newer.calls))
        let (otherCalls, otherFaults) = (older.calls, min(older.faults, older.calls))
        guard otherCalls > 0, faults > 0, Double(faults) * Double(otherCalls) > Double(otherFaults) * Double(calls) else { return 1 }
        let all = faults + otherFaults
        let first = logChoose(calls, faults) + logChoose(otherCalls, otherFaults) - logChoose(calls + otherCalls, all)
        return tail(first, from: faults, to: min(all, calls)) {
            Double(calls - $0) / Double($0 + 1) * Double(all - $0) / Double(otherCalls - all + $0 + 1)
        }
    }

    /// The greatest share of faults that goes together with the counts, at 95 % confidence, one-sided.
    ///
    /// The upper end of the score interval: Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    /// American Statistical Association 22 (1927).
    ///
    /// - Returns: From 0 to 1; 1 where nothing was called.
    static func upperBound(of counts: VersionCounts) -> Double {
        guard counts.calls > 0 else { return 1 }
        let (calls, share) = (Double(counts.calls), min(1, counts.share))
        let square = quantile * quantile / calls
        return min(1, (share + square / 2 + quantile * (share * (1 - share) / calls + square / (4 * calls)).squareRoot()) / (1 + square))
    }

    /// Of the normal distribution, at 95 %.
    private static let quantile = 1.644_853_626_951_472_2

    /// The sum of a distribution's upper tail, whose terms fall from its first on.
    ///
    /// - Parameter ratio: Of the term after `$0` to that of `$0`.
    private static func tail(_ logFirst: Double, from first: Int, to last: Int, ratio: (Int) -> Double) -> Double {
        var term = exp(min(0, logFirst))
        var sum = term
        var number = first
        while number < last, term > sum * 1e-15 {
            term *= ratio(number)
            sum += term
            number += 1
        }
        return min(1, sum)
    }

    private static func logChoose(_ all: Int, _ some: Int) -> Double { logFactorial(all) - logFactorial(some) - logFactorial(all - some) }

    private static func logFactorial(_ number: Int) -> Double { lgamma(Double(number) + 1) }
}
