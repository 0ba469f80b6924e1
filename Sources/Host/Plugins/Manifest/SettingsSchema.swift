/// The subset of JSON Schema (draft 2020-12) that settings are described in: `type`, `properties`, `required`, `enum`, `minimum`,
/// `maximum`, `pattern`, `items`, `maxItems`, `additionalProperties`, `default`, `title`, `description`.
package struct SettingsSchema: Sendable, Equatable {
    /// The document as written, for editors and the console.
    package let document: JSONValue
    let root: Rule

    /// A plugin without settings: only `{}` is valid.
    package static let none = SettingsSchema(
        document: .object(["type": .string("object"), "additionalProperties": .bool(false)]),
        root: Rule(type: .object, allowsOthers: false))

    /// One (sub)schema.
    struct Rule: Sendable, Equatable {
        var type: Kind?
        var properties: [String: Rule] = [:]
        var required: [String] = []
        var choices: [JSONValue]?
        var minimum: Double?
        var maximum: Double?
        var pattern: String?
        /// At most one element; a box, since a struct cannot hold itself.
        var items: [Rule] = []
        var maxItems: Int64?
        var allowsOthers = true
        var fallback: JSONValue?
    }

    /// JSON Schema's names of types.
    enum Kind: String, CaseIterable, Sendable { case object, array, string, integer, number, boolean, null }
}

/// Says which setting does not fit and why.
package struct SettingsIssue: Error, Sendable, Hashable, CustomStringConvertible {
    /// JSON path from the root: `$.networks[2].port`.
    package let path: String
    package let message: String
    package var description: String { "\(path): \(message)" }
}
