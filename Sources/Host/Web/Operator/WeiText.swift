/// Amounts of wei for people. Pure: on digits, since amounts exceed 64 bits.
enum WeiText {
    /// In ether with its unit.
    static func ether(_ wei: String) -> String { number(wei, decimals: 18) + " ETH" }

    /// In billions of wei, as fees per gas are quoted.
    static func gwei(_ wei: String) -> String { number(wei, decimals: 9) + " gwei" }

    /// The number alone: six digits after the point at most, fewer behind a large whole, and none that is 0 at the end; what is less than
    /// that but not nothing is written so.
    static func number(_ wei: String, decimals: Int) -> String {
        guard !wei.isEmpty, wei.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return "?" }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - wei.count)) + wei
        let whole = padded.dropLast(decimals).drop { $0 == "0" }
        let kept = max(2, 6 - whole.count)
        var fraction = padded.suffix(decimals).prefix(kept)
        let isNothing = wei.allSatisfy { $0 == "0" }
        while fraction.last == "0" { fraction.removeLast() }
        if whole.isEmpty, fraction.isEmpty { return isNothing ? "0" : "< 0." + String(repeating: "0", count: kept - 1) + "1" }
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
