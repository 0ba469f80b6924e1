import PluginKit

/// VNish: its web interface gives a token for the password. Pools and the limit are parts of its settings, which are written each alone.
///
/// Source: github.com/256foundation/asic-rs and github.com/UpstreamData/pyasic, their VNish back ends.
struct VNishAdapter: DeviceAdapter {
    private enum Stage: Sendable { case unlocking, ordering, presets, settings, writing, checking, restarting }

    private let action: DeviceAction
    private let access: DeviceAccess
    private var stage = Stage.unlocking
    private var token = ""
    /// The limit's.
    private var preset: PowerProfile?
    /// The device said that it starts anew before the new settings count.
    private var needsRestart = false

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        ask("POST", "unlock", body: CommandBytes.object { $0.field("pw", access.passwords[.vnish]) })
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.webNoHttp)) }
        if reply.status == 401 || reply.status == 403 { return .done(.refused(.wrongPassword)) }
        if reply.status == 404 {
            return .done(DeviceVerdict(.unsupported, token.isEmpty ? .vnishTooOld : .unknownCommand))
        }
        guard reply.isSuccess else { return .done(.refused(.saidNoCode, ["code": String(reply.status)], saying: reply.text)) }
        switch stage {
        case .unlocking: return unlocked(reply)
        case .ordering: return .done(DeviceVerdict(.accepted, .tookOrder))
        case .presets: return tookPresets(reply)
        case .settings: return tookSettings(reply)
        case .writing:
            needsRestart = ReplyJSON.object(reply.body)?["restart_required"]?.boolean == true
            return ask(.checking, "GET", "settings")
        case .checking: return checked(reply)
        case .restarting: return .done(done)
        }
    }

    private mutating func unlocked(_ reply: HTTPReply) -> DeviceStep {
        guard let given = LooseFields(reply.body).text("token"), !given.isEmpty else {
            return .done(.refused(.noToken, saying: reply.text))
        }
        token = given
        switch action {
        case .sleep: return ask(.ordering, "POST", "mining/stop", body: [])
        case .wake: return ask(.ordering, "POST", "mining/start", body: [])
        case .restart: return ask(.ordering, "POST", "mining/restart", body: [])
        case .setPools: return ask(.settings, "GET", "settings")
        case .limitPower: return ask(.presets, "GET", "autotune/presets")
        }
    }

    private mutating func tookPresets(_ reply: HTTPReply) -> DeviceStep {
        guard case .limitPower(let watts) = action else { return .done(.refused(.unreadable)) }
        switch PowerProfile.choice(of: VNishSettings.presets(reply.body, limitWatts: watts), limitWatts: watts) {
        case .none(let verdict): return .done(verdict)
        case .profile(let best):
            preset = best
            return ask(.settings, "GET", "settings")
        }
    }

    private mutating func tookSettings(_ reply: HTTPReply) -> DeviceStep {
        guard reply.isWhole || reply.values("content-length").isEmpty, let settings = VNishSettings(reply.body) else {
            return .done(.refused(.configurationUnreadable, saying: reply.text))
        }
        if case .setPools(let pools) = action { return ask(.writing, "POST", "settings", body: settings.changed(to: pools)) }
        guard let preset else { return .done(.refused(.configurationUnreadable)) }
        if settings.preset == preset.name { return .done(DeviceVerdict(.alreadySo, .hasProfile, preset.figures)) }
        guard let body = settings.changed(toPreset: preset.name) else {
            return .done(.refused(.configurationUnreadable, saying: reply.text))
        }
        return ask(.writing, "POST", "settings", body: body)
    }

    /// VNish answers alike to settings that it takes and that it does not take: only what it tells afterwards counts.
    private mutating func checked(_ reply: HTTPReply) -> DeviceStep {
        guard let settings = VNishSettings(reply.body) else {
            return .done(DeviceVerdict(.unconfirmed, .configurationUnreadable, saying: reply.text))
        }
        let isSo =
            if case .setPools(let pools) = action { settings.has(pools) } else { preset != nil && settings.preset == preset?.name }
        guard isSo else { return .done(.refused(.configurationRefused)) }
        return needsRestart ? ask(.restarting, "POST", "mining/restart", body: []) : .done(done)
    }

    private var done: DeviceVerdict {
        if let preset { return DeviceVerdict(.accepted, .tookProfile, preset.figures) }
        return DeviceVerdict(.accepted, needsRestart ? .tookPools : .tookOrder)
    }

    private mutating func ask(_ next: Stage, _ method: String, _ path: String, body: [UInt8]? = nil) -> DeviceStep {
        stage = next
        return ask(method, path, body: body)
    }

    private func ask(_ method: String, _ path: String, body: [UInt8]?) -> DeviceStep {
        let host = access.host(access.webPort)
        let path = "/api/v1/\(path)"
        let bytes =
            token.isEmpty
            ? HTTPMessage.bytes(method, path, host: host, body: body)
            : HTTPMessage.bytes(method, path, host: host, headers: ["Authorization": token], body: body)
        return .ask(DeviceRequest(port: access.webPort, bytes: bytes, framing: .http, silence: silence))
    }

    private var silence: DeviceRequest.Silence {
        switch stage {
        case .unlocking, .presets, .settings: .nothingDone
        case .ordering, .writing, .checking, .restarting: .mayBeDone
        }
    }
}
