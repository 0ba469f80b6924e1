/// Writes numbers as devices do: plain decimals with a fixed number of digits after the point.
enum DecimalText {
    /// A Double carries about that many digits; the ones behind are written as zeros.
    private static let significantDecimals = 9

    /// Appends `value`, rounded to `decimals` digits. Negative values are written with a sign; too large ones are cut at 9e17.
    static func append(_ value: Double, decimals: Int, to output: inout [UInt8]) {
        let digits = min(decimals, significantDecimals)
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let magnitude = min(value.magnitude.isFinite ? value.magnitude : 0, 9e17)
        var whole = UInt64(magnitude)
        var fraction = UInt64(((magnitude - Double(whole)) * scale).rounded())
        if fraction >= UInt64(scale) {
            whole += 1
            fraction = 0
        }
        append(whole, width: 1, to: &output)
        guard decimals > 0 else { return }
        output.append(UInt8(ascii: "."))
        append(fraction, width: digits, to: &output)
        for _ in digits..<decimals { output.append(UInt8(ascii: "0")) }
    }

    private static func append(_ number: UInt64, width: Int, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
            var position = 20
            var rest = number
            repeat {
                position -= 1
                text[position] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0 || 20 - position < width
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[position...]))
        }
    }
}
