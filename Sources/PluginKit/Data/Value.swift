/// A parameter of a statement, or one value of a row to write.
public enum Value: Sendable, Hashable {
    /// SQL NULL; fits any type.
    case null
    /// A boolean.
    case boolean(Bool)
    /// Any SQL integer type.
    case integer(Int64)
    /// `double precision` or `real`.
    case number(Double)
    /// `text`, and every type that is written as text (uuid, inet, enums, intervals).
    case text(String)
    /// `bytea`.
    case bytes([UInt8])
    /// `timestamptz`.
    case timestamp(Timestamp)
    /// `numeric`, as decimal text.
    case decimal(String)
    /// `jsonb` or `json`, as JSON text.
    case json([UInt8])

    /// A text, or null for nil.
    public init(_ value: String?) { self = value.map(Value.text) ?? .null }

    /// An integer, or null for nil.
    public init(_ value: Int64?) { self = value.map(Value.integer) ?? .null }

    /// An integer, or null for nil.
    public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }

    /// A number, or null for nil.
    public init(_ value: Double?) { self = value.map(Value.number) ?? .null }

    /// A boolean, or null for nil.
    public init(_ value: Bool?) { self = value.map(Value.boolean) ?? .null }

    /// A point in time, or null for nil.
    public init(_ value: Timestamp?) { self = value.map(Value.timestamp) ?? .null }

    /// JSON from a writer.
    public static func json(_ body: (inout JSONWriter) throws -> Void) rethrows -> Value {
        var writer = JSONWriter()
        try body(&writer)
        return .json(writer.bytes)
    }

    /// The column type that this value needs; a null is carried in a text column.
    var columnType: ColumnType {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .number: .number
        case .text, .null: .text
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .decimal: .decimal
        case .json: .json
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    /// `"text"`
    public init(stringLiteral value: String) { self = .text(value) }
    /// `42`
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// `4.2`
    public init(floatLiteral value: Double) { self = .number(value) }
    /// `true`
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// `nil`
    public init(nilLiteral: ()) { self = .null }
}
