/// Reads strict JSON from bytes. Pure; recursion is bounded by `maximumDepth`.
struct JSONParser {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var at = 0
    private var depth = 0

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(PluginError) -> JSONValue {
        let result = try value()
        skipSpace()
        guard at == bytes.count else { throw failure("the end") }
        return result
    }

    private mutating func value() throws(PluginError) -> JSONValue {
        skipSpace()
        guard at < bytes.count else { throw failure("a value") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try nested { parser throws(PluginError) in .object(try parser.object()) }
        case UInt8(ascii: "["): return try nested { parser throws(PluginError) in .array(try parser.array()) }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws(PluginError) -> JSONValue) throws(PluginError) -> JSONValue {
        guard depth < maximumDepth else { throw failure("at most \(maximumDepth) levels of nesting") }
        depth += 1
        at += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func object() throws(PluginError) -> JSONObject {
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        while true {
            skipSpace()
            let nameAt = at
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw failure("a field's name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("':'") }
            let value = try value()
            guard object.insert(name, value) else {
                at = nameAt
                throw failure("each name once")
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw failure("',' or '}'") }
        }
    }

    private mutating func array() throws(PluginError) -> [JSONValue] {
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw failure("',' or ']'") }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(PluginError) -> JSONValue {
        let count = word.utf8CodeUnitCount
        let fits = at + count <= bytes.count && word.withUTF8Buffer { $0.elementsEqual(bytes[at..<at + count]) }
        guard fits else { throw failure("\(word)") }
        at += count
        return value
    }

    private mutating func number() throws(PluginError) -> JSONValue {
        let start = at
        var isInteger = true
        _ = take(UInt8(ascii: "-"))
        guard let first = peekDigit() else {
            at = start
            throw failure("a value")
        }
        if first == 0 { at += 1 } else { skipDigits() }
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard peekDigit() != nil else { throw failure("a digit") }
            skipDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard peekDigit() != nil else { throw failure("a digit") }
            skipDigits()
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            at = start
            throw failure("a number that fits a double")
        }
        return .number(number)
    }

    private func peekDigit() -> UInt8? {
        guard at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") else { return nil }
        return bytes[at] - UInt8(ascii: "0")
    }

    private mutating func skipDigits() { while peekDigit() != nil { at += 1 } }

    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private func failure(_ expected: String) -> PluginError {
        let found = at < bytes.count ? "byte 0x" + String(bytes[at], radix: 16) : "the end"
        return PluginError(.invalidArgument, "The JSON is not valid at byte \(at): expected \(expected), found \(found).")
    }
}

extension JSONParser {
    private mutating func string() throws(PluginError) -> String {
        at += 1
        var text: [UInt8] = []
        var runStart = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                text.append(contentsOf: bytes[runStart..<at])
                guard let result = String(validating: text, as: UTF8.self) else { throw failure("UTF-8") }
                at += 1
                return result
            }
            guard byte >= 0x20 else { throw failure("an escape in place of a control character") }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: bytes[runStart..<at])
                at += 1
                try escape(into: &text)
                runStart = at
            } else {
                at += 1
            }
        }
        throw failure("a closing quote")
    }

    private mutating func escape(into text: inout [UInt8]) throws(PluginError) {
        guard at < bytes.count else { throw failure("an escape") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try fourHexDigits())
            if code >= 0xD800, code < 0xDC00 {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure("the second half of a surrogate pair") }
                let low = UInt32(try fourHexDigits())
                guard low >= 0xDC00, low < 0xE000 else { throw failure("the second half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("the first half of a surrogate pair before the second") }
            text.append(contentsOf: UTF8.encode(scalar)!)
        default:
            at -= 1
            throw failure("one of \" \\ / b f n r t u")
        }
    }

    private mutating func fourHexDigits() throws(PluginError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard at < bytes.count, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue, bytes[at] < 0x80 else {
                throw failure("four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }
}
