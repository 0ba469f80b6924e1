import Glibc

extension ArmaLikelihood {
    /// The filter for a state of three parts, which most models have, with everything in registers. The same as the one for any size.
    func filterOfThree(_ values: UnsafeBufferPointer<Double>) -> Sums {
        let (ar0, ar1, ar2) = (ar[0], ar[1], ar[2])
        let (shock1, shock2) = (shock[1], shock[2])
        let (square1, product12, square2) = (shock1 * shock1, shock1 * shock2, shock2 * shock2)
        var (state0, state1, state2) = (0.0, 0.0, 0.0)
        var (p00, p01, p02) = (covariance[0], covariance[1], covariance[2])
        var (p11, p12, p22) = (covariance[4], covariance[5], covariance[8])
        var (gain0, gain1) = (0.0, 0.0)
        var sums = Sums()
        var product = 1.0
        var index = 0
        let settled = settled
        while index < values.count {
            let value = values[index]
            index += 1
            let error = value - state0
            let inverse = 1 / p00
            sums.squares += error * error * inverse
            product *= p00
            if product > 1e200 || product < 1e-200 {
                sums.logVariances += log(product)
                product = 1
            }
            (gain0, gain1) = (p01 * inverse, p02 * inverse)
            (state0, state1, state2) = (ar0 * value + state1 + gain0 * error, ar1 * value + state2 + gain1 * error, ar2 * value)
            (p00, p01, p11) = (p11 - p01 * gain0 + 1, p12 - p01 * gain1 + shock1, p22 - p02 * gain1 + square1)
            (p02, p12, p22) = (shock2, product12, square2)
            if p00 - 1 + p11 - square1 < settled { break }
        }
        // Settled: errors have variance 1. What follows from the value alone is apart from what waits for the state.
        let (of0, of1) = (ar0 + gain0, ar1 + gain1)
        while index < values.count {
            let value = values[index]
            index += 1
            let error = value - state0
            sums.squares += error * error
            (state0, state1, state2) = ((of0 * value + state1) - gain0 * state0, (of1 * value + state2) - gain1 * state0, ar2 * value)
        }
        (state[0], state[1], state[2]) = (state0, state1, state2)
        (covariance[0], covariance[1], covariance[2]) = (p00, p01, p02)
        (covariance[3], covariance[4], covariance[5]) = (p01, p11, p12)
        (covariance[6], covariance[7], covariance[8]) = (p02, p12, p22)
        sums.logVariances += log(product)
        return sums
    }
}
