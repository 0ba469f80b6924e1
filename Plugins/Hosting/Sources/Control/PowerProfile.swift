/// A way to hash that a firmware knows by name, and what it draws so.
struct PowerProfile: Sendable, Equatable {
    let name: String
    let watts: Int

    /// What is made of a limit.
    enum Choice: Sendable, Equatable {
        case profile(PowerProfile)
        /// The device has none for it.
        case none(DeviceVerdict)
    }

    /// Figures for the words that are said of it.
    var figures: KeyValuePairs<String, String> { ["profile": name, "draw": String(watts)] }

    /// The one that draws most and not more than the limit. Pure.
    static func choice(of profiles: [PowerProfile], limitWatts: Int) -> Choice {
        guard let lowest = profiles.map(\.watts).min() else { return .none(.refused(.noProfiles)) }
        guard let best = profiles.filter({ $0.watts <= limitWatts }).max(by: { $0.watts < $1.watts }) else {
            return .none(.refused(.noProfileBelow, ["limit": String(limitWatts), "lowest": String(lowest)]))
        }
        return .profile(best)
    }
}
