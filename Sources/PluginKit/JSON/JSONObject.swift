/// The fields of a JSON object, in the order read.
public struct JSONObject: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: JSONValue
    }

    /// All fields, in order.
    public private(set) var fields: [Field] = []
    /// Positions by name, kept once there are so many fields that looking through them would be slow.
    private var positions: [String: Int] = [:]

    private static let searchedLinearly = 16

    /// An object without fields.
    public init() {}

    /// The value under a name, or nil.
    public subscript(_ name: String) -> JSONValue? { position(of: name).map { fields[$0].value } }

    /// Adds a field; false if the name is there already.
    mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        guard position(of: name) == nil else { return false }
        fields.append(Field(name: name, value: value))
        if fields.count == Self.searchedLinearly {
            for (position, field) in fields.enumerated() { positions[field.name] = position }
        } else if fields.count > Self.searchedLinearly {
            positions[name] = fields.count - 1
        }
        return true
    }

    private func position(of name: String) -> Int? {
        fields.count < Self.searchedLinearly ? fields.firstIndex { $0.name == name } : positions[name]
    }
}
