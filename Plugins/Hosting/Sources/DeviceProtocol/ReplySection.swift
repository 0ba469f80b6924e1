/// In which part of a reply a field stands; decides what its name means.
enum ReplySection: UInt8 {
    case root, status, summary, stats, pools, devices, version, fans, temperatures, power, message, info, boards, errors
    case session, stratum, fansRpm, rates, ignored

    /// The part that an object or list under `key` is; nil where it only groups fields of the part it stands in.
    static func opened(by key: ReplyKey, isList: Bool, in parent: ReplySection) -> ReplySection? {
        switch parent {
        case .pools, .devices, .temperatures, .fans, .version:
            // A joined reply holds whole replies: {"pools": [{"STATUS": […], "POOLS": […]}]}.
            switch key.name {
            case .status, .pools, .devices, .temperatures, .temperature, .fans, .fan, .version:
                guard let first = key.spelling.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else { return nil }
                return general(key, isList: isList, in: .root)
            default: return key.name == .ignored ? .ignored : nil
            }
        case .ignored, .boards, .status, .errors, .fansRpm, .rates, .power:
            return key.name == .ignored ? .ignored : nil
        case .message:
            switch key.name {
            case .power, .network: return .ignored
            default: return general(key, isList: isList, in: parent)
            }
        case .stats where key.name == .fan, .summary where key.name == .status && !key.begins(with: "ST"):
            return key.name == .fan ? nil : .ignored
        default: return general(key, isList: isList, in: parent)
        }
    }

    private static func general(_ key: ReplyKey, isList: Bool, in parent: ReplySection) -> ReplySection? {
        switch key.name {
        case .status: key.begins(with: "STATUS") ? .status : nil
        case .summary: .summary
        case .stats: .stats
        case .pools: .pools
        case .devices: .devices
        case .version: parent == .root ? .version : nil
        case .fans: .fans
        case .fan: isList ? .fans : nil
        case .temperatures: .temperatures
        case .temperature: isList ? .temperatures : nil
        case .power: .power
        case .message: isList ? nil : .message
        case .info, .minerIdentity, .bosVersion: .info
        case .chain, .boards: .boards
        case .errors, .errorCode: .errors
        case .session, .poolStats: .session
        case .stratum: .stratum
        case .fansRpm: .fansRpm
        case .rates: .rates
        case .ignored, .network, .stratumConfigs, .frequency, .voltage: .ignored
        default: nil
        }
    }

    /// Whether the part is made of like things, each an object of its own.
    var hasElements: Bool {
        switch self {
        case .status, .stats, .pools, .devices, .fans, .temperatures, .boards, .errors: true
        default: false
        }
    }
}
