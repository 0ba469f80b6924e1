/// A JSON document in memory, as far as manifests, settings and parse trees need one.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// What a person calls this kind of value.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The member `name` of an object, or nil.
    package subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The text, if this is a string.
    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, if this is an integer.
    package var integerValue: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// The truth value, if this is one.
    package var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The elements, if this is an array.
    package var arrayValue: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members, if this is an object.
    package var objectValue: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

    /// Any number as a double.
    package var doubleValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
