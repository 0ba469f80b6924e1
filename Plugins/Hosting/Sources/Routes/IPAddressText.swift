/// Tells texts that are IP addresses from others, without asking anybody. Pure.
enum IPAddressText {
    /// The one spelling of an address, so that two texts of one address are equal: of IPv6 that of RFC 5952. Nil for any other text.
    static func canonical(_ text: String) -> String? {
        if isIPv4(text) { return text }
        guard let groups = groups(text) else { return nil }
        // An IPv4 address in the clothes of IPv6 is reached as what it is.
        if groups.prefix(6) == [0, 0, 0, 0, 0, 0xFFFF] {
            return groups.suffix(2).flatMap { [$0 >> 8, $0 & 0xFF] }.map(String.init).joined(separator: ".")
        }
        let gap = longestZeros(groups)
        func words(_ range: Range<Int>) -> String { groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        return gap.isEmpty ? words(0..<8) : "\(words(0..<gap.lowerBound))::\(words(gap.upperBound..<8))"
    }

    private static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
                return (Int(part) ?? 256) <= 255 && (part.count == 1 || part.first != "0")
            }
    }

    /// The eight groups of an IPv6 address.
    private static func groups(_ text: String) -> [UInt16]? {
        guard text.contains(":"), !text.contains(":::") else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            let groups = run(text[...])
            return groups?.count == 8 ? groups : nil
        }
        guard let before = run(text[..<gap.lowerBound]), !text[..<gap.lowerBound].contains("."), let after = run(text[gap.upperBound...]),
            before.count + after.count < 8
        else { return nil }
        return before + Array(repeating: 0, count: 8 - before.count - after.count) + after
    }

    /// Groups with colons between them, an IPv4 address in the place of the last two; an empty text has none.
    private static func run(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words = text.split(separator: ":", omittingEmptySubsequences: false)
        var end: [UInt16] = []
        if let last = words.last, last.contains(".") {
            guard isIPv4(last) else { return nil }
            let bytes = last.split(separator: ".").compactMap { UInt16($0) }
            end = [bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]]
            words.removeLast()
        }
        var groups: [UInt16] = []
        for word in words {
            guard (1...4).contains(word.utf8.count), word.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let group = UInt16(word, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups + end
    }

    /// The first of the longest runs of two zeros or more.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for place in 0...8 where place == 8 || groups[place] != 0 {
            if place - start > max(1, best.count) { best = start..<place }
            start = place + 1
        }
        return best
    }
}
