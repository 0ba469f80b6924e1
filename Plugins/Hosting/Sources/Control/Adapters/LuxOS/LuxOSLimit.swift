import PluginKit

/// A limit in watts on LuxOS: the profile that draws most and not more. Where the device lowers and raises its profile by temperature (ATM), that
/// is off while the profile changes, and may not rise above it afterwards.
///
/// Source: docs.luxor.tech, `profileset`, `atm`, `atmset`; github.com/UpstreamData/pyasic, its LuxOS back end (the order of the commands, ATM off
/// meanwhile); github.com/256foundation/asic-rs (the fields of `profiles`).
struct LuxOSLimit: LuxOSWork {
    private enum Stage: Sendable { case profiles, thermal, switchingOff, setting, switchingOn(DeviceVerdict) }

    private let watts: Int
    private var stage = Stage.profiles
    private var profile = PowerProfile(name: "", watts: 0)
    private var hadThermal = false

    /// A profile of such a name would be taken for the number of a board.
    private static let boards = 0...3

    init(watts: Int) { self.watts = watts }

    mutating func begin(session: String) -> LuxOSStep { .ask(LuxOSRequest("profiles", silence: .nothingDone)) }

    mutating func take(_ bytes: [UInt8], session: String) -> LuxOSStep {
        let reply = CommandReply(bytes)
        switch stage {
        case .profiles:
            guard reply.isSuccess else { return .done(reply.verdict) }
            switch PowerProfile.choice(of: LuxOSLimit.profiles(bytes), limitWatts: watts) {
            case .none(let verdict): return .done(verdict)
            case .profile(let best): profile = best
            }
            stage = .thermal
            return .ask(LuxOSRequest("atm", silence: .nothingDone))
        case .thermal:
            // Not every model knows it.
            hadThermal = ReplyJSON.rows("ATM", of: bytes)?.first?["Enabled"]?.boolean == true
            guard hadThermal else { return set(session) }
            stage = .switchingOff
            return .ask(LuxOSRequest("atmset", "\(session),enabled=false"))
        case .switchingOff: return reply.isSuccess ? set(session) : .done(reply.verdict)
        case .setting:
            let verdict = reply.isSuccess ? DeviceVerdict(.accepted, .tookProfile, profile.figures) : reply.verdict
            guard hadThermal else { return .done(verdict) }
            stage = .switchingOn(verdict)
            let bound = reply.isSuccess ? ",max_profile=\(profile.name)" : ""
            return .ask(LuxOSRequest("atmset", "\(session),enabled=true\(bound)"))
        case .switchingOn(let verdict):
            guard !reply.isSuccess, verdict.outcome == .accepted else { return .done(verdict) }
            return .done(DeviceVerdict(.accepted, .profileWithoutThermal, profile.figures, saying: reply.message))
        }
    }

    private mutating func set(_ session: String) -> LuxOSStep {
        stage = .setting
        return .ask(LuxOSRequest("profileset", "\(session),\(profile.name)"))
    }

    private static func profiles(_ bytes: [UInt8]) -> [PowerProfile] {
        (ReplyJSON.rows("PROFILES", of: bytes) ?? []).compactMap { row in
            guard let name = row["Profile Name"]?.string, !name.isEmpty, !name.contains(","), Int(name).map(boards.contains) != true,
                let watts = row["Watts"]?.number, watts > 0, watts < 100_000
            else { return nil }
            return PowerProfile(name: name, watts: Int(watts.rounded(.up)))
        }
    }
}
