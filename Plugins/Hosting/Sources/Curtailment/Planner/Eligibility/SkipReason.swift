/// Why a miner is not switched off.
enum SkipReason: String, Sendable, CaseIterable {
    /// People set it offline.
    case offline
    /// People work on it.
    case maintenance
    /// The request names it as one to leave alone.
    case excluded
    /// Another plan that runs has it.
    case activePlan = "active_plan"
    /// It has never answered.
    case neverSeen = "never_seen"
    /// It does not answer now; what it draws meanwhile is not known.
    case unreachable
    /// Its last reading is too old.
    case staleTelemetry = "stale_telemetry"
    /// It sleeps already.
    case alreadyCurtailed = "already_curtailed"
    /// Its last answer could not be read or cannot be true.
    case unreadableTelemetry = "unreadable_telemetry"
    /// No way is known to put its firmware to sleep.
    case unsupportedFirmware = "unsupported_firmware"
    /// An order showed that this firmware of it cannot be put to sleep.
    case unsupported
    /// Neither told nor estimated.
    case powerUnknown = "power_unknown"
    /// Only estimated, and the request wants measured power.
    case powerEstimated = "power_estimated"
    /// Too little to be worth a switch.
    case belowMinimumPower = "below_minimum_power"
    /// Its rate cannot be set against others' in TH/s.
    case otherAlgorithm = "other_algorithm"
    /// It draws power and hashes nothing: a fault to look at, and no sign that it would obey.
    case phantomLoad = "phantom_load"
    /// It began to hash only a while ago and is to be left to it.
    case cooldown
    /// It could be switched off, and the number of switches for all is used up.
    case switchLimit = "switch_limit"
    /// It could be switched off, and the number for its client is used up.
    case clientLimit = "client_limit"
    /// It could be switched off, and its client has shed its fair share.
    case fairShare = "fair_share"
    /// It could be switched off; the target is reached without it.
    case notNeeded = "not_needed"

    /// Whether the miner could have been switched off.
    var isEligible: Bool {
        switch self {
        case .switchLimit, .clientLimit, .fairShare, .notNeeded: true
        default: false
        }
    }

    /// The reason for a person.
    var explanation: String {
        switch self {
        case .offline: "Set offline by people."
        case .maintenance: "In maintenance."
        case .excluded: "Named in the request as one to leave alone."
        case .activePlan: "Belongs to another plan that runs."
        case .neverSeen: "Has never answered."
        case .unreachable: "Does not answer now."
        case .staleTelemetry: "The last reading is too old."
        case .alreadyCurtailed: "Sleeps already."
        case .unreadableTelemetry: "The last answer could not be read or cannot be true."
        case .unsupportedFirmware: "No way is known to put this firmware to sleep."
        case .unsupported: "Showed that its firmware cannot be put to sleep."
        case .powerUnknown: "Its power is not known."
        case .powerEstimated: "Its power is only estimated."
        case .belowMinimumPower: "Draws less than the least that is worth a switch."
        case .otherAlgorithm: "Does not compute SHA-256, so its rate cannot be compared."
        case .phantomLoad: "Draws power without hashing: look at it first."
        case .cooldown: "Changed its state only a while ago."
        case .switchLimit: "The number of switches is used up."
        case .clientLimit: "The number of switches for its client is used up."
        case .fairShare: "Its client has shed its share."
        case .notNeeded: "Not needed for the target."
        }
    }
}
