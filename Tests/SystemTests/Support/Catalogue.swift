import Foundation

/// The words of the host and the plugins, as their catalogues have them.
enum Catalogue {
    /// English texts whose Chinese is another: none may stand on a Chinese page.
    static func englishOnly() throws -> Set<String> {
        var found: Set<String> = []
        for folder in [
            "Sources/Host/Web/Resources/locales", "Plugins/Hosting/locales", "Plugins/Analytics/locales", "Plugins/Calculator/locales",
            "Plugins/CRM/locales", "Plugins/Blockchain/locales",
        ] {
            let english = try texts("\(folder)/en.json")
            let chinese = try texts("\(folder)/zh-CN.json")
            for (key, text) in english where chinese[key] != text && !text.contains("{{") && !key.hasPrefix("language.") {
                found.insert(text)
            }
        }
        guard found.count > 100 else { throw TestFailure("only \(found.count) texts in the catalogues") }
        return found
    }

    private static func texts(_ path: String) throws -> [String: String] {
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(SourceTree.root)/\(path)"))
        var found: [String: String] = [:]
        func gather(_ value: JSON, _ key: String) {
            if case .object(let members) = value {
                for (name, member) in members { gather(member, key.isEmpty ? name : "\(key).\(name)") }
            } else {
                found[key] = value.text
            }
        }
        gather(JSON(parsing: file), "")
        return found
    }
}
