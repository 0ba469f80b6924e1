/// How an order ends, without whose order it was.
struct DeviceVerdict: Sendable, Equatable {
    var outcome: DeviceOrderResult.Outcome
    var why: DeviceMessage

    /// - Parameter said: the device's own words.
    init(
        _ outcome: DeviceOrderResult.Outcome, _ word: DeviceWord, _ figures: KeyValuePairs<String, String> = [:], saying said: String = ""
    ) {
        self.outcome = outcome
        why = DeviceMessage(word, figures, saying: said)
    }

    static func refused(_ word: DeviceWord, _ figures: KeyValuePairs<String, String> = [:], saying said: String = "") -> DeviceVerdict {
        DeviceVerdict(.refused, word, figures, saying: said)
    }
}
