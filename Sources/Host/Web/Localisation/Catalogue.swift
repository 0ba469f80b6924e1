import Mustache

/// The texts of one language, by dotted keys. Each key falls back to `fallback`, then to itself, so that nothing is ever blank.
struct Catalogue: Sendable {
    private let texts: [String: String]
    private let templates: [String: MustacheTemplate]
    private let groups: Set<String>
    /// All keys, of this catalogue alone.
    var keys: Set<String> { Set(texts.keys) }
    private let parents: [Catalogue]

    /// - Parameter json: an object of texts and of further objects; `{"a": {"b": "x"}}` and `{"a.b": "x"}` are the same.
    /// - Throws: `CatalogueError`, also for a text with broken `{{`.
    init(json: JSONValue, name: String, fallback parents: [Catalogue] = []) throws {
        var texts: [String: String] = [:]
        try Self.collect(json, prefix: "", name: name, into: &texts)
        var templates: [String: MustacheTemplate] = [:]
        for (key, text) in texts where text.contains("{{") {
            do { templates[key] = try MustacheTemplate(string: text) } catch { throw CatalogueError(message: "\(name): \(key): \(error)") }
        }
        self.texts = texts
        self.templates = templates
        self.parents = parents
        var groups: Set<String> = []
        for key in texts.keys {
            var parts = key.split(separator: ".")
            while parts.count > 1 {
                parts.removeLast()
                groups.insert(parts.joined(separator: "."))
            }
        }
        self.groups = groups
    }

    /// The same texts with others to fall back to.
    init(_ catalogue: Catalogue, fallback parents: [Catalogue]) {
        texts = catalogue.texts
        templates = catalogue.templates
        groups = catalogue.groups
        self.parents = parents
    }

    /// The text of a key, placeholders as they are.
    subscript(_ key: String) -> String { find(key) ?? key }

    /// The text of a key if some catalogue has it.
    func find(_ key: String) -> String? {
        if let text = texts[key] { return text }
        for parent in parents { if let text = parent.find(key) { return text } }
        return nil
    }

    func template(_ key: String) -> MustacheTemplate? {
        if texts[key] != nil { return templates[key] }
        for parent in parents where parent.find(key) != nil { return parent.template(key) }
        return nil
    }

    func isGroup(_ key: String) -> Bool { groups.contains(key) || parents.contains { $0.isGroup(key) } }

    private static func collect(_ json: JSONValue, prefix: String, name: String, into texts: inout [String: String]) throws {
        guard case .object(let members) = json else { throw CatalogueError(message: "\(name): \(prefix) must be an object of texts") }
        for (key, value) in members {
            let path = prefix.isEmpty ? key : prefix + "." + key
            if case .string(let text) = value { texts[path] = text } else { try collect(value, prefix: path, name: name, into: &texts) }
        }
    }
}

/// A catalogue that cannot be used.
struct CatalogueError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
