import PluginKit

/// Why a device did or did not do what it was told, or why a miner stands where it stands in a plan: a code with its figures, from which pages
/// take the words of their language, and the English words. Pure.
struct DeviceMessage: Sendable, Equatable {
    /// A `DeviceWord`, as it is stored; empty where there is only text, of a time before there were codes.
    let code: String
    /// The figures, as a JSON object; what the device said stands under `said`.
    let values: String
    /// In English, for the interface; empty where there is nothing to say.
    let text: String

    /// Nothing to say.
    static let nothing = DeviceMessage(words: "")

    private static let mostSaid = 160

    /// - Parameters:
    ///   - figures: for the places in the words, by their names.
    ///   - said: the device's own words, of which the first few are told: devices may answer with pages.
    init(_ word: DeviceWord, _ figures: KeyValuePairs<String, String> = [:], saying said: String = "") {
        let said = String(
            said.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } }.joined(separator: " ")
                .prefix(DeviceMessage.mostSaid))
        var text = word.english
        var json = JSONWriter(capacity: 64)
        json.object { json in
            for (name, value) in figures {
                text = text.replacing("{{\(name)}}", with: value)
                json.field(name, value)
            }
            if !said.isEmpty { json.field("said", said) }
        }
        code = word.rawValue
        values = String(decoding: json.bytes, as: UTF8.self)
        self.text = text + (said.isEmpty ? "." : ": \(said)")
    }

    /// English words alone.
    init(words: String) { (code, values, text) = ("", "{}", words) }

    /// As it was stored in the columns `code`, `figures` (told as `values`) and `detail`.
    init(row: Row) throws {
        code = try row["code"]
        values = try row["values"]
        text = try row["detail"]
    }

    /// Writes what is stored.
    func write(to json: inout JSONWriter) {
        json.field("detail", text)
        json.field("code", code)
        json.field("figures", values)
    }
}
