/// Finds the numbers that change, in the raw bytes of a reply. No JSON parser: malformed replies are scanned alike.
struct DriftScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var tokens: [DriftToken] = []

    /// The tokens of `bytes`, in their order.
    static func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> [DriftToken] {
        var scanner = DriftScanner(bytes: bytes)
        scanner.run()
        return scanner.tokens
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private mutating func run() {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            let key = string()
            let afterKey = position
            skipSpaces()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                position = afterKey
                continue
            }
            position += 1
            skipSpaces()
            value(of: String(decoding: bytes[key], as: UTF8.self))
        }
    }

    private mutating func value(of key: String) {
        guard position < bytes.count else { return }
        let signal = DriftSignal.ofKey(key)
        if bytes[position] == UInt8(ascii: "\"") {
            let content = string()
            if let signal {
                numbers(in: content, signal)
            } else {
                avalonNumbers(in: content)
            }
        } else if let signal {
            let end = bytes[position...].firstIndex { !isNumberPart($0) } ?? bytes.count
            numbers(in: position..<end, signal)
            position = end
        }
    }

    /// Reads a string from its opening quote; returns the range of its content.
    private mutating func string() -> Range<Int> {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        let end = min(position, bytes.count)
        position = min(end + 1, bytes.count)
        return start..<end
    }

    private mutating func skipSpaces() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func isNumberPart(_ byte: UInt8) -> Bool {
        isDigit(byte) || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte)
    }

    /// Every number of a value: one, several between dashes or spaces, or one with its unit.
    private mutating func numbers(in range: Range<Int>, _ signal: DriftSignal) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < range.upperBound, isDigit(bytes[index]) { index += 1 }
            var decimals = 0
            if index + 1 < range.upperBound, bytes[index] == UInt8(ascii: "."), isDigit(bytes[index + 1]) {
                index += 1
                let firstDecimal = index
                while index < range.upperBound, isDigit(bytes[index]) { index += 1 }
                decimals = index - firstDecimal
            }
            let isExponential = index < range.upperBound && (bytes[index] | 0x20) == UInt8(ascii: "e")
            let isNegative = start == range.lowerBound + 1 && bytes[start - 1] == UInt8(ascii: "-")
            if isExponential {
                // Rare, and written by its own rules: it stays as captured, exponent and all.
                index = range.upperBound
            } else if !isNegative, let base = Double(String(decoding: bytes[start..<index], as: UTF8.self)), base > 0 {
                tokens.append(DriftToken(offset: start, count: index - start, signal: signal, base: base, decimals: decimals))
            }
        }
    }

    /// Avalon packs its readings into one string: `Temp[30] Fan1[2896] GHSavg[37235.34] MTmax[61 64]`.
    private mutating func avalonNumbers(in range: Range<Int>) {
        var index = range.lowerBound
        var nameStart = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "[") {
                let end = bytes[index..<range.upperBound].firstIndex(of: UInt8(ascii: "]")) ?? range.upperBound
                if let signal = DriftSignal.ofAvalonName(String(decoding: bytes[nameStart..<index], as: UTF8.self)) {
                    numbers(in: (index + 1)..<end, signal)
                }
                index = end
            }
            let isName = isDigit(byte) || byte == UInt8(ascii: "_") || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
            index += 1
            if !isName { nameStart = index }
        }
    }
}
