/// Tells texts that are IP addresses from others, without asking anybody. Pure.
enum IPAddressText {
    /// Whether the text is an IPv4 address in four decimal parts or an IPv6 address.
    static func isAddress(_ text: String) -> Bool { isIPv4(text) || isIPv6(text) }

    private static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
                return (Int(part) ?? 256) <= 255 && (part.count == 1 || part.first != "0")
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        guard text.contains(":"), !text.contains(":::") else { return false }
        let hasGap = text.contains("::")
        guard text.firstRange(of: "::").map({ text[$0.upperBound...].contains("::") }) != true else { return false }
        if !hasGap, text.first == ":" || text.last == ":" { return false }
        if hasGap, text.first == ":" && !text.hasPrefix("::") || text.last == ":" && !text.hasSuffix("::") { return false }
        var groups = text.split(separator: ":").map(String.init)
        var count = groups.count
        if let last = groups.last, last.contains(".") {
            guard isIPv4(last) else { return false }
            groups.removeLast()
            count += 1
        }
        let areGroups = groups.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(\.isHexDigit) && $0.utf8.count == $0.count }
        return areGroups && (hasGap ? count <= 7 : count == 8)
    }
}
