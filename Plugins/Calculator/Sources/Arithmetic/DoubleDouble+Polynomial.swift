extension DoubleDouble {
    /// The sum of `coefficients[k]` · x^(k+1), to all digits at a double's cost: Horner's scheme beside which the error of each step is
    /// summed up too (Graillat, Langlois and Louvet, "Algorithms for accurate, validated and fast polynomial evaluation", 2009).
    static func worth(_ coefficients: [DoubleDouble], at x: Double) -> DoubleDouble {
        var (value, error) = (0.0, 0.0)
        for coefficient in coefficients.reversed() {
            let sum = exactSum(value, coefficient.high)
            let product = exactProduct(sum.high, x)
            error = (error + (sum.low + coefficient.low)) * x + product.low
            value = product.high
        }
        return DoubleDouble(normalizing: value, error)
    }
}
