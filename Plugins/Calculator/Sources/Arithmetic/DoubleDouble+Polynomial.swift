/// Polynomials to all digits at a double's cost: Horner's scheme beside which the error of each step is summed up too (Graillat, Langlois and
/// Louvet, "Algorithms for accurate, validated and fast polynomial evaluation", 2009).
extension DoubleDouble {
    /// The sum of `coefficients[k]` · x^(k+1).
    static func polynomial(_ coefficients: [DoubleDouble], at x: Double) -> DoubleDouble {
        var (value, error) = (0.0, 0.0)
        for coefficient in coefficients.reversed() {
            let sum = exactSum(value, coefficient.high)
            let product = exactProduct(sum.high, x)
            error = (error + (sum.low + coefficient.low)) * x + product.low
            value = product.high
        }
        return DoubleDouble(normalizing: value, error)
    }

    /// The sum of x, x², … so many.
    static func polynomial(ones count: Int, at x: Double) -> DoubleDouble {
        var (value, error) = (0.0, 0.0)
        for _ in 0..<count {
            let sum = exactSum(value, 1)
            let product = exactProduct(sum.high, x)
            error = (error + sum.low) * x + product.low
            value = product.high
        }
        return DoubleDouble(normalizing: value, error)
    }
}
