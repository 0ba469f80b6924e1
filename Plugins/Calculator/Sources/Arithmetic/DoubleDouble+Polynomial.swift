/// The sum of `coefficients[k]` · x^(k+1), by Horner's scheme.
extension DoubleDouble {
    /// To all digits at a double's cost: the error of each step is summed up beside it (Graillat, Langlois and Louvet, "Algorithms for accurate,
    /// validated and fast polynomial evaluation", 2009).
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

    static func polynomial(_ coefficients: [DoubleDouble], at x: DoubleDouble) -> DoubleDouble {
        coefficients.reversed().reduce(.zero) { ($0 + $1) * x }
    }
}
