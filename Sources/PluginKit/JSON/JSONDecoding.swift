extension JSONValue {
    /// This value as a `Decodable` type. Fields `like_this` fill properties `likeThis`. Throws `.invalidArgument` that names the field.
    public func decode<Result: Decodable>(as type: Result.Type = Result.self) throws(PluginError) -> Result {
        do {
            return try Result(from: JSONDecoding(value: self, codingPath: []))
        } catch let error as PluginError {
            throw error
        } catch let error as DecodingError {
            throw Self.describe(error)
        } catch {
            throw PluginError(error)
        }
    }

    private static func describe(_ error: DecodingError) -> PluginError {
        let context: DecodingError.Context
        var key: (any CodingKey)?
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
        case .keyNotFound(let missing, let found): (context, key) = (found, missing)
        @unknown default: return PluginError(error)
        }
        let keys = context.codingPath + (key.map { [$0] } ?? [])
        let path = keys.map { $0.intValue.map(String.init) ?? JSONDecoding.snakeCase($0.stringValue) }
        return PluginError(.invalidArgument, "\(path.isEmpty ? "The value" : path.joined(separator: ".")): \(context.debugDescription)")
    }
}

/// The standard library's decoding over a `JSONValue`, without Foundation, which would multiply a plugin's size.
struct JSONDecoding: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch([String: Any].self, "an object") }
        return KeyedDecodingContainer(JSONKeyedContainer(object: object, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self, "an array") }
        return JSONUnkeyedContainer(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { JSONSingleContainer(decoder: self) }

    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "expected \(expected), found \(value.kind).")
        return .typeMismatch(type, context)
    }

    /// Decodes a value of any type: those that JSON knows directly, all others through their own `init(from:)`.
    func decode<Result: Decodable>(_ type: Result.Type) throws -> Result {
        switch type {
        case is JSONValue.Type: return value as! Result
        case let type as any FixedWidthInteger.Type: return try integer(type) as! Result
        case is Double.Type:
            guard let number = value.number else { throw mismatch(type, "a number") }
            return number as! Result
        case is Float.Type:
            guard let number = value.number else { throw mismatch(type, "a number") }
            return Float(number) as! Result
        case is String.Type:
            guard let string = value.string else { throw mismatch(type, "a string") }
            return string as! Result
        case is Bool.Type:
            guard let boolean = value.boolean else { throw mismatch(type, "true or false") }
            return boolean as! Result
        default: return try Result(from: self)
        }
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> any FixedWidthInteger {
        let whole = value.integer ?? value.number.flatMap { Int64(exactly: $0) }
        guard let number = whole.flatMap({ Number(exactly: $0) }) else {
            throw mismatch(type, "an integer from \(Number.min) to \(Number.max)")
        }
        return number
    }

    /// `likeThis` as `like_this`.
    static func snakeCase(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase { result += result.isEmpty ? "" : "_" }
            result += character.lowercased()
        }
        return result
    }
}

extension JSONValue {
    /// The kind of value, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
