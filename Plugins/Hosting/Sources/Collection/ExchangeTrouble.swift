import PluginKit

extension DeviceReply.Outcome {
    /// The state that an exchange which ended so shows, and why, for a person.
    func judged(_ target: MinerTarget, hasBytes: Bool) -> (state: ObservedState, detail: String) {
        let state: ObservedState =
            switch self {
            case .refused: .refusing
            case .broken, .tooLarge: .malformed
            default: .unreachable
            }
        let detail =
            switch self {
            case .refused: "The miner refuses connections to port \(target.port)."
            case .unreachable: "No connection to \(target.address)."
            case .timedOut: hasBytes ? "The answer did not end in time." : "Connected, but no answer in time."
            case .tooLarge: "The answer is longer than any firmware's."
            case .broken: "The connection broke within the answer."
            case .notGranted: "The address \(target.address) lies outside the networks granted to this tenant."
            case .cancelled: "The round ended before the miner was asked."
            case .replied: ""
            }
        return (state, detail)
    }
}
