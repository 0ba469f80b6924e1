import PluginKit

/// Bitdeer's firmware: `ascset 0,suspend` rests it, a restart of the miner wakes it. It reads pools and limit only when it boots: they are written
/// over the API, and then the device is booted by its web server, whose login comes before all else.
///
/// Source: github.com/b-rowan/asic-rs, its SealMiner back end.
struct SealMinerAdapter: DeviceAdapter {
    private enum Stage: Sendable {
        /// Asked for its state before it is woken: one that runs is not started anew.
        case looking
        case ordering
        case login, writing(cookie: String), booting
    }

    private static let running = "Running"
    private static let user = "seal"

    private let action: DeviceAction
    private let access: DeviceAccess
    private var stage = Stage.ordering

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: return ask("ascset", "0,suspend")
        case .wake:
            stage = .looking
            return ask("stats", silence: .nothingDone)
        case .restart: return ask("restart")
        case .setPools, .limitPower:
            stage = .login
            let form = HTTPMessage.form(["username": SealMinerAdapter.user, "origin_pwd": access.passwords[.sealminer]])
            return ask(
                web: HTTPMessage.bytes(
                    "POST", "/cgi-bin/login.php", host: access.host(access.webPort), headers: ["X-Requested-With": "XMLHttpRequest"],
                    body: form, bodyType: "application/x-www-form-urlencoded; charset=UTF-8"),
                silence: .nothingDone)
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        switch stage {
        case .ordering: return .done(CommandReply(bytes).verdict)
        case .looking:
            stage = .ordering
            guard LooseFields(bytes).text("PM State") != SealMinerAdapter.running else {
                return .done(DeviceVerdict(.alreadySo, .runs))
            }
            return ask("restart")
        case .login: return loggedIn(bytes)
        case .writing(let cookie): return wrote(bytes, cookie)
        case .booting:
            guard let reply = HTTPReply(bytes), reply.isSuccess, !reply.text.hasPrefix("<") else {
                return .done(.refused(.keptForBoot, saying: String(decoding: bytes.prefix(80), as: UTF8.self)))
            }
            return .done(DeviceVerdict(.accepted, .tookAndBoots))
        }
    }

    private mutating func loggedIn(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.webNoHttp)) }
        if reply.status == 404 { return .done(DeviceVerdict(.unsupported, .unknownCommand)) }
        guard let cookie = reply.values("set-cookie").first?.split(separator: ";").first, !cookie.isEmpty, reply.status < 400 else {
            return .done(.refused(.wrongPasswordOf, ["user": SealMinerAdapter.user], saying: reply.text))
        }
        stage = .writing(cookie: String(cookie))
        switch action {
        case .setPools(let pools): return ask("updatepools", SealMinerAdapter.text(pools))
        case .limitPower(let watts): return ask("ascset", "0,powerlimit,{\"value\":\"\(watts)\"}")
        case .sleep, .wake, .restart: return begin()
        }
    }

    private mutating func wrote(_ bytes: [UInt8], _ cookie: String) -> DeviceStep {
        let reply = CommandReply(bytes)
        guard reply.isSuccess else { return .done(reply.verdict) }
        stage = .booting
        // A device that boots at once gives no answer any more.
        return ask(
            web: HTTPMessage.bytes("GET", "/cgi-bin/reboot.php", host: access.host(access.webPort), headers: ["Cookie": cookie]),
            silence: .settled(DeviceVerdict(.accepted, .tookAndBoots)))
    }

    private static func text(_ pools: [DevicePool]) -> String {
        let bytes = CommandBytes.object { json in
            json.array("pools") { json in
                for pool in pools {
                    json.object { json in
                        json.field("url", pool.url)
                        json.field("user", pool.user)
                        json.field("pass", pool.password)
                    }
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func ask(_ command: String, _ parameter: String? = nil, silence: DeviceRequest.Silence = .mayBeDone) -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json(command, parameter), framing: .command, silence: silence))
    }

    private func ask(web bytes: [UInt8], silence: DeviceRequest.Silence) -> DeviceStep {
        .ask(DeviceRequest(port: access.webPort, bytes: bytes, framing: .http, silence: silence))
    }
}
