import Glibc

extension ArmaLikelihood {
    /// The log-likelihood at given coefficients and variance of the shocks; nil if the autoregression is not stationary.
    func logLikelihood(ar: [Double], ma: [Double], variance: Double) -> Double? {
        guard variance > 0, let sums = run(ar, ma) else { return nil }
        return -0.5 * (Double(values.count) * log(2 * .pi * variance) + sums.logVariances + sums.squares / variance)
    }

    /// The variance of the shocks at which given coefficients are likeliest, and that likelihood's logarithm.
    func best(ar: [Double], ma: [Double]) -> (logLikelihood: Double, variance: Double)? {
        guard let sums = run(ar, ma) else { return nil }
        return best(sums)
    }

    /// The same from a run's sums.
    func best(_ sums: Sums) -> (logLikelihood: Double, variance: Double)? {
        let count = Double(values.count)
        let variance = sums.squares / count
        guard variance > 0 else { return nil }
        return (-0.5 * (count * (log(2 * .pi * variance) + 1) + sums.logVariances), variance)
    }
}
