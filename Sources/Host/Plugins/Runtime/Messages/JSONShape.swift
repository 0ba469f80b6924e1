/// Checks JSON text without building values: what is handed on to a page or the database must be whole.
package enum JSONShape {
    private static let maximumDepth = 32

    /// Whether the bytes are exactly one JSON object (RFC 8259), nested at most 32 deep.
    package static func isObject(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var at = 0
        skipSpace(bytes, &at)
        guard at < bytes.count, bytes[at] == UInt8(ascii: "{"), value(bytes, &at, depth: 0) else { return false }
        skipSpace(bytes, &at)
        return at == bytes.count
    }

    private static func skipSpace(_ bytes: [UInt8], _ at: inout Int) {
        while at < bytes.count, bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9 { at += 1 }
    }

    private static func value(_ bytes: [UInt8], _ at: inout Int, depth: Int) -> Bool {
        guard depth < maximumDepth, at < bytes.count else { return false }
        switch bytes[at] {
        case UInt8(ascii: "{"): return members(bytes, &at, depth: depth, close: UInt8(ascii: "}"), named: true)
        case UInt8(ascii: "["): return members(bytes, &at, depth: depth, close: UInt8(ascii: "]"), named: false)
        case UInt8(ascii: "\""): return string(bytes, &at)
        case UInt8(ascii: "t"): return word("true", bytes, &at)
        case UInt8(ascii: "f"): return word("false", bytes, &at)
        case UInt8(ascii: "n"): return word("null", bytes, &at)
        default: return number(bytes, &at)
        }
    }

    private static func members(_ bytes: [UInt8], _ at: inout Int, depth: Int, close: UInt8, named: Bool) -> Bool {
        at += 1
        skipSpace(bytes, &at)
        if at < bytes.count, bytes[at] == close {
            at += 1
            return true
        }
        while true {
            skipSpace(bytes, &at)
            if named {
                guard at < bytes.count, bytes[at] == UInt8(ascii: "\""), string(bytes, &at) else { return false }
                skipSpace(bytes, &at)
                guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return false }
                at += 1
                skipSpace(bytes, &at)
            }
            guard value(bytes, &at, depth: depth + 1) else { return false }
            skipSpace(bytes, &at)
            guard at < bytes.count else { return false }
            at += 1
            if bytes[at - 1] == close { return true }
            guard bytes[at - 1] == UInt8(ascii: ",") else { return false }
        }
    }

    private static func string(_ bytes: [UInt8], _ at: inout Int) -> Bool {
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return true
            case UInt8(ascii: "\\"):
                at += 1
                guard at < bytes.count else { return false }
                if bytes[at] == UInt8(ascii: "u") {
                    guard at + 4 < bytes.count, bytes[at + 1...at + 4].allSatisfy(isHexadecimal) else { return false }
                    at += 4
                } else if !"\"\\/bfnrt".utf8.contains(bytes[at]) {
                    return false
                }
            case 0..<32: return false
            default: break
            }
            at += 1
        }
        return false
    }

    private static func word(_ word: StaticString, _ bytes: [UInt8], _ at: inout Int) -> Bool {
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard at + expected.count <= bytes.count, bytes[at..<at + expected.count].elementsEqual(expected) else { return false }
        at += expected.count
        return true
    }

    private static func number(_ bytes: [UInt8], _ at: inout Int) -> Bool {
        func digits() -> Int {
            let start = at
            while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
            return at - start
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let isZero = at < bytes.count && bytes[at] == 48
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { return false }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { return false }
        }
        if at < bytes.count, bytes[at] | 32 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { return false }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
