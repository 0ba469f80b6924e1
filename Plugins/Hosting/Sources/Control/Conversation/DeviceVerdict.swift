/// How an order ends, without whose order it was.
struct DeviceVerdict: Sendable, Equatable {
    var outcome: DeviceOrderResult.Outcome
    /// Why, for a person.
    var detail: String

    init(_ outcome: DeviceOrderResult.Outcome, _ detail: String) {
        self.outcome = outcome
        self.detail = detail
    }

    /// What a device said, in few words: devices may answer with pages.
    static func refused(_ what: String, saying said: String = "") -> DeviceVerdict {
        let words = said.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } }.joined(separator: " ").prefix(160)
        return DeviceVerdict(.refused, words.isEmpty ? what : "\(what): \(words)")
    }
}
