/// A JSON value as read from a body, a setting or a column.
public enum JSONValue: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; its fields in the order read, no name twice.
    case object(JSONObject)

    /// Reads strict JSON (RFC 8259). Throws `.invalidArgument` that names the place: anything but one value, bytes that are not UTF-8, a
    /// name given twice, or nesting deeper than `maximumDepth`.
    public init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(PluginError) {
        var parser = JSONParser(Array(bytes), maximumDepth: maximumDepth)
        self = try parser.document()
    }

    /// The field of an object, or nil if this is no object or has no such field.
    public subscript(_ name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The text of a string, else nil.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The value of an integer, else nil.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The value of any number, else nil.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value of a boolean, else nil.
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

    /// The elements of an array, else nil.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// The fields of an object, else nil.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
}
