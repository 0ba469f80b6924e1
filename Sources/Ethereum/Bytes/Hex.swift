/// Hexadecimal text: lower case when written, either case when read.
package enum Hex {
    /// The digits of `bytes`, after `0x` if `prefixed`.
    package static func encode(_ bytes: some Collection<UInt8>, prefixed: Bool = true) -> String {
        let count = bytes.count * 2 + (prefixed ? 2 : 0)
        return String(unsafeUninitializedCapacity: count) { text in
            var at = 0
            if prefixed {
                text[0] = UInt8(ascii: "0")
                text[1] = UInt8(ascii: "x")
                at = 2
            }
            for byte in bytes {
                text[at] = digit(byte >> 4)
                text[at + 1] = digit(byte & 15)
                at += 2
            }
            return count
        }
    }

    /// The bytes that `text` spells. Ethereum's texts begin with `0x`, those of trees and manifests do not.
    package static func decode(_ text: some StringProtocol, prefixed: Bool = true) throws -> [UInt8] {
        var digits = Array(text.utf8)[...]
        if prefixed {
            guard digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")]) else {
                throw EthereumFault(.hexMalformed, "hexadecimal text has to begin with 0x, this begins with \"\(text.prefix(8))\"")
            }
            digits = digits.dropFirst(2)
        }
        guard digits.count.isMultiple(of: 2) else {
            throw EthereumFault(.hexMalformed, "hexadecimal text needs two digits a byte, this has \(digits.count) digits")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index < digits.endIndex {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                throw EthereumFault(.hexMalformed, "no hexadecimal digit at or after place \(index - digits.startIndex + 1)")
            }
            bytes.append(high << 4 | low)
            index += 2
        }
        return bytes
    }

    static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
