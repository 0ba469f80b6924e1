import PluginKit

/// A place in a provider's JSON, read with what it must be. Every failure names the place and what was found.
struct ProviderJSON: Sendable {
    let value: JSONValue
    let source: MarketSource
    private let path: String

    /// The root of a document.
    init(_ value: JSONValue, source: MarketSource) { self.init(value, source: source, path: "") }

    private init(_ value: JSONValue, source: MarketSource, path: String) {
        self.value = value
        self.source = source
        self.path = path
    }

    /// A field of an object. Throws `.malformed` if this is no object or lacks it.
    func field(_ name: String) throws(ProviderFailure) -> ProviderJSON {
        guard let object = value.object else { throw wrong("an object") }
        guard let found = object[name] else { throw ProviderFailure(source, .malformed, "\(place) lacks the field \(name).") }
        return ProviderJSON(found, source: source, path: path.isEmpty ? name : "\(path).\(name)")
    }

    /// The elements of an array.
    func elements() throws(ProviderFailure) -> [ProviderJSON] {
        guard let array = value.array else { throw wrong("an array") }
        return array.enumerated().map { ProviderJSON($1, source: source, path: "\(path)[\($0)]") }
    }

    /// The element of an array at a position from 0.
    func element(_ position: Int) throws(ProviderFailure) -> ProviderJSON {
        guard let array = value.array else { throw wrong("an array") }
        guard array.indices.contains(position) else {
            throw ProviderFailure(source, .malformed, "\(place) has \(array.count) elements; expected \(position + 1) at least.")
        }
        return ProviderJSON(array[position], source: source, path: "\(path)[\(position)]")
    }

    /// A text.
    func text() throws(ProviderFailure) -> String {
        guard let text = value.string else { throw wrong("a text") }
        return text
    }

    /// A finite number, given as one or as a decimal text. Rounded to a double, also above 2^53.
    func number() throws(ProviderFailure) -> Double {
        if let number = value.number, number.isFinite { return number }
        guard let text = value.string, Self.isDecimal(text), let number = Double(text), number.isFinite else { throw wrong("a number") }
        return number
    }

    /// An exact whole number, given as one or as a decimal text. Throws for what a double would have rounded.
    func integer() throws(ProviderFailure) -> Int64 {
        switch value {
        case .integer(let integer): return integer
        case .number(let number):
            guard abs(number) <= 9_007_199_254_740_992, let integer = Int64(exactly: number) else { throw wrong("a whole number") }
            return integer
        case .string(let text):
            guard Self.isDecimal(text), let integer = Int64(text) else { throw wrong("a whole number") }
            return integer
        default: throw wrong("a whole number")
        }
    }

    /// A failure that says what stands here in place of `expected`.
    func wrong(_ expected: String) -> ProviderFailure {
        ProviderFailure(source, .malformed, "\(place) is \(found); expected \(expected).")
    }

    /// Text of others on one line of 120 characters at most, as it may stand in a message.
    static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(120).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private var place: String { path.isEmpty ? "The answer" : path }

    private var found: String {
        switch value {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "\"\(Self.clean(value))\""
        case .array(let elements): "an array of \(elements.count)"
        case .object: "an object"
        }
    }

    /// Digits with sign, point and exponent: `Double` alone would also take "nan", "inf" and "0x1p3".
    private static func isDecimal(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e")
                || byte == UInt8(ascii: "E") || byte == UInt8(ascii: "+")
        }
    }
}
