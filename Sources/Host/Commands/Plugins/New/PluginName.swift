import HostPlugins

/// A plugin's name in its spellings, made from any of them: `pool-watch`, `PoolWatch`, `Pool watch`. Pure.
struct PluginName: Sendable, Hashable {
    /// As in the manifest, paths and the database: `pool_watch`.
    let id: String
    /// As in the library and in Swift: `PoolWatch`.
    let module: String
    /// For people: `Pool watch`.
    let title: String

    /// Modules of the host's own packages; a second one of the name cannot be linked.
    private static let takenModules: Set<String> = ["PluginKit", "PluginABI", "Hosting", "HostingEntry"]

    /// - Throws: ``Failure`` that says what was expected.
    init(_ text: String) throws {
        let words = Self.words(text)
        id = words.joined(separator: "_")
        module = words.map(Self.capitalised).joined()
        title = Self.capitalised(words.joined(separator: " "))
        guard id.wholeMatch(of: /[a-z][a-z0-9_]{1,30}/) != nil else {
            throw Failure(
                .wrongInput,
                "'\(text)' is no name for a plugin: expected 2 to 31 letters a-z and digits, beginning with a letter; words may be divided"
                    + " by '-', '_' or capitals, such as pool-watch")
        }
        guard !ManifestReader.reservedIDs.contains(id), !Self.takenModules.contains(module) else {
            throw Failure(.wrongInput, "'\(id)' is reserved by the host: expected another name")
        }
    }

    /// Lower-case words; letters outside ASCII stay and are refused with the whole.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isInWord = false
        var wasLower = false
        for character in text {
            guard character.isLetter || character.isNumber else {
                guard character == "-" || character == "_" || character == " " else { return [text] }
                isInWord = false
                continue
            }
            if !isInWord || (wasLower && character.isUppercase) { words.append("") }
            words[words.count - 1] += character.lowercased()
            isInWord = true
            wasLower = !character.isUppercase
        }
        return words
    }

    private static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
