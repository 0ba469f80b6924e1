import PluginKit

extension PluginError {
    /// The field that a refusal names before its colon, for a page that says it in its reader's language; nil if it names none.
    var field: String? {
        guard [.invalidArgument, .conflict, .notFound].contains(code), let colon = message.firstIndex(of: ":") else { return nil }
        let name = message[..<colon]
        return name.allSatisfy { $0.isLetter || $0 == "_" } ? String(name) : nil
    }
}
