/// One parameter or one value of a result.
package enum PostgresValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// UTF-8 without NUL. For a parameter of any other type: that type as PostgreSQL reads it from text.
    case text(String)
    case bytes([UInt8])
    /// Microseconds since 1970-01-01T00:00:00Z; Int64.min and .max are -infinity and infinity.
    case timestamp(micros: Int64)
    /// json or jsonb as text.
    case json(String)
    /// numeric as decimal text, exact.
    case decimal(String)

    /// An array parameter of any integer type.
    package static func array(_ elements: [Int64]) -> PostgresValue {
        .text("{" + elements.map(String.init).joined(separator: ",") + "}")
    }

    /// An array parameter of text or whatever reads from text.
    package static func array(_ elements: [String]) -> PostgresValue {
        var text = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            text += "\""
            for character in element.unicodeScalars {
                if character == "\"" || character == "\\" { text += "\\" }
                text.unicodeScalars.append(character)
            }
            text += "\""
        }
        return .text(text + "}")
    }
}

extension PostgresValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation
{
    /// `nil` is NULL.
    package init(nilLiteral: ()) { self = .null }
    /// `true` or `false`.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    package init(integerLiteral value: Int64) { self = .int(value) }
    /// A double.
    package init(floatLiteral value: Double) { self = .double(value) }
    /// A text.
    package init(stringLiteral value: String) { self = .text(value) }
}

extension PostgresValue {
    /// An integer, or NULL.
    package init(_ value: Int64?) { self = value.map(PostgresValue.int) ?? .null }
    /// An integer, or NULL.
    package init(_ value: Int?) { self = value.map { .int(Int64($0)) } ?? .null }
    /// A text, or NULL.
    package init(_ value: String?) { self = value.map(PostgresValue.text) ?? .null }
    /// A double, or NULL.
    package init(_ value: Double?) { self = value.map(PostgresValue.double) ?? .null }
    /// A boolean, or NULL.
    package init(_ value: Bool?) { self = value.map(PostgresValue.bool) ?? .null }
    /// Bytes, or NULL.
    package init(_ value: [UInt8]?) { self = value.map(PostgresValue.bytes) ?? .null }
}
