internal import Foundation

/// What a provider answered, whatever its form: bodies of failures are described nowhere, so nothing here is expected. Pure.
package indirect enum LooseJSON: Sendable, Hashable, Decodable {
    case nothing
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([LooseJSON])
    case object([String: LooseJSON])

    /// `nothing` for bytes that are no JSON.
    package init(_ bytes: [UInt8]) { self = (try? JSONDecoder().decode(LooseJSON.self, from: Data(bytes))) ?? .nothing }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
        } else if let found = try? value.decode(Bool.self) {
            self = .bool(found)
        } else if let found = try? value.decode(String.self) {
            self = .text(found)
        } else if let found = try? value.decode([String: LooseJSON].self) {
            self = .object(found)
        } else if let found = try? value.decode([LooseJSON].self) {
            self = .list(found)
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    /// One value a line, as Kubo streams them; lines that are no JSON are left out.
    package static func lines(_ bytes: [UInt8]) -> [LooseJSON] {
        bytes.split(separator: UInt8(ascii: "\n")).map { LooseJSON(Array($0)) }.filter { $0 != .nothing }
    }

    /// A member of an object; `nothing` for everything else.
    package subscript(_ name: String) -> LooseJSON { if case .object(let members) = self { members[name] ?? .nothing } else { .nothing } }

    /// Nil for all but a text that is not empty.
    package var string: String? { if case .text(let text) = self, !text.isEmpty { text } else { nil } }

    /// The members of a list; none for everything else.
    package var items: [LooseJSON] { if case .list(let items) = self { items } else { [] } }

    /// What a provider says went wrong, in one line that may be shown; nil if it says nothing.
    package var reason: String? {
        let words = [
            self["error"]["reason"], self["error"]["details"], self["error"]["message"], self["error"], self["message"], self["Message"],
            self["reason"], self["details"],
        ].compactMap(\.string)
        guard !words.isEmpty else { return nil }
        return Self.shown(words.prefix(2).joined(separator: ": "))
    }

    /// At most 200 letters, none that commands a terminal or ends a line.
    static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(200).map { $0.value < 32 || (127..<160).contains($0.value) ? " " : $0 }))
    }
}
