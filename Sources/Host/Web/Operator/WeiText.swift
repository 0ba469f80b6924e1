/// Amounts of wei for people. Pure: on digits, since amounts exceed 64 bits.
enum WeiText {
    /// In ether, six digits after the point at most and none that is 0 at the end; what is less than that but not nothing is written so.
    static func ether(_ wei: String) -> String { written(wei, decimals: 18) + " ETH" }

    /// In billions of wei, as fees per gas are quoted.
    static func gwei(_ wei: String) -> String { written(wei, decimals: 9) + " gwei" }

    private static func written(_ wei: String, decimals: Int) -> String {
        let kept = 6
        guard !wei.isEmpty, wei.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return "?" }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - wei.count)) + wei
        let whole = padded.dropLast(decimals).drop { $0 == "0" }
        var fraction = padded.suffix(decimals).prefix(kept)
        let isNothing = wei.allSatisfy { $0 == "0" }
        while fraction.last == "0" { fraction.removeLast() }
        if whole.isEmpty, fraction.isEmpty { return isNothing ? "0" : "< 0." + String(repeating: "0", count: kept - 1) + "1" }
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
