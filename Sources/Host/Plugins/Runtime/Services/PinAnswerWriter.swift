import HostPinning
import PluginABI

/// Writes where a pin stands as notary.h has it. Pure.
enum PinAnswerWriter {
    /// - Parameter report: Nil where nothing was pinned under the key.
    static func message(_ report: PinReport?) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: 2 + 3 * (report?.places.count ?? 0), dataBytes: 256)
        writer.add(Int(HI_PIN_ANSWER_STATE), integer: Int64(report.map { state($0.state) } ?? Int(HI_PIN_UNKNOWN)))
        guard let report else { return writer.finish() }
        writer.add(Int(HI_PIN_ANSWER_CID), text: "\(report.cid)")
        for place in report.places {
            writer.add(Int(HI_PIN_ANSWER_PROVIDER), text: place.provider)
            writer.add(Int(HI_PIN_ANSWER_PROVIDER_STATE), integer: Int64(state(place.state)))
            writer.add(Int(HI_PIN_ANSWER_PROBLEM), text: place.problem ?? "")
        }
        return writer.finish()
    }

    private static func state(_ state: PinReport.State) -> Int {
        switch state {
        case .pending: Int(HI_PIN_PENDING)
        case .pinned: Int(HI_PIN_PINNED)
        case .failed: Int(HI_PIN_FAILED)
        case .removing: Int(HI_PIN_REMOVING)
        case .removed: Int(HI_PIN_REMOVED)
        }
    }

    private static func state(_ state: PinReport.PlaceState) -> Int {
        switch state {
        case .pending, .pinning: Int(HI_PIN_PENDING)
        case .pinned: Int(HI_PIN_PINNED)
        case .parked: Int(HI_PIN_FAILED)
        case .removed: Int(HI_PIN_REMOVED)
        }
    }
}
