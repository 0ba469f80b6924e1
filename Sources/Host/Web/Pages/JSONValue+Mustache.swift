import Mustache

/// Templates read JSON as it is: objects by name, arrays as lists, null as missing.
extension JSONValue: MustacheParent, MustacheCustomRepresentation {
    func child(named name: String) -> Any? { self[name] }

    var representation: Any? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .number(let digits): digits
        case .string(let text): text
        case .array(let elements): elements
        case .object(let members): members
        }
    }
}
