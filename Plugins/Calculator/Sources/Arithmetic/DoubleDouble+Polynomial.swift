extension DoubleDouble {
    /// Polynomials to all digits at a double's cost: Horner's scheme beside which the error of each step is summed up too (Graillat, Langlois
    /// and Louvet, "Algorithms for accurate, validated and fast polynomial evaluation", 2009).
    private struct Horner {
        private var (value, error) = (0.0, 0.0)
        let x: Double

        @inline(__always) init(at x: Double) { self.x = x }

        var sum: DoubleDouble { DoubleDouble(normalizing: value, error) }

        @inline(__always) mutating func take(_ coefficient: DoubleDouble) {
            let sum = exactSum(value, coefficient.high)
            let product = exactProduct(sum.high, x)
            error = (error + (sum.low + coefficient.low)) * x + product.low
            value = product.high
        }
    }

    /// The sum of `coefficients[k]` · x^(k+1).
    static func polynomial(_ coefficients: [DoubleDouble], at x: Double) -> DoubleDouble {
        var horner = Horner(at: x)
        for coefficient in coefficients.reversed() { horner.take(coefficient) }
        return horner.sum
    }

    /// The sum of x, x², … so many.
    static func polynomial(ones count: Int, at x: Double) -> DoubleDouble {
        var horner = Horner(at: x)
        for _ in 0..<count { horner.take(.one) }
        return horner.sum
    }
}
