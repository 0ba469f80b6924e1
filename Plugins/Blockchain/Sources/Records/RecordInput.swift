import FoundationEssentials
import PluginKit

/// A record as a request gives it. Pure.
enum RecordInput {
    /// Bytes of a body at most: it has to fit a proof that people can handle.
    static let maximumBodyBytes = 262_144

    struct Fault: InputFault {
        let field: String
        let found: String?
        let expected: String
    }

    struct Faults: Error {
        let faults: [Fault]
    }

    /// Reads `{"kind", "id", "body"}`, or `body_base64` in place of `body`. Throws ``Faults``.
    static func read(_ json: JSONValue) throws -> NewRecord {
        var faults: [Fault] = []
        func text(_ name: String, _ expected: String, _ fits: (String) -> Bool) -> String {
            let found = json[name]?.string
            guard let found, fits(found) else {
                faults.append(Fault(field: name, found: found.map { String($0.prefix(80)) }, expected: expected))
                return ""
            }
            return found
        }
        let kind = text("kind", "a word of 1 to 60 of a-z, 0-9, - and _, beginning with a letter; \(reserved) are the plugin's own") {
            $0.wholeMatch(of: /[a-z][a-z0-9_\-]{0,59}/) != nil && GatheredKind(rawValue: $0) == nil
        }
        let id = text("id", "a text of 1 to 200 characters without control characters") {
            (1...200).contains($0.unicodeScalars.count) && !$0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
        }
        var body: [UInt8]?
        switch (json["body"], json["body_base64"]) {
        case (.string(let text), nil): body = Array(text.utf8)
        case (nil, .string(let text)): body = Data(base64Encoded: text).map { Array($0) }
        default: break
        }
        if body.map({ $0.count > maximumBodyBytes }) ?? true {
            faults.append(
                Fault(
                    field: "body", found: body.map { "\($0.count) bytes" },
                    expected: "a text as body, or any bytes as body_base64, of at most \(maximumBodyBytes) bytes"))
        }
        guard faults.isEmpty, let body else { throw Faults(faults: faults) }
        return NewRecord(kind: kind, id: id, body: body)
    }

    private static let reserved = GatheredKind.allCases.map(\.rawValue).joined(separator: ", ")
}
