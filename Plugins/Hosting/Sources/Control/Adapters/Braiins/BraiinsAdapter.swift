import PluginKit

/// Braiins OS: by its REST interface with a token, or by the CGMiner API of the older BOSminer where there is none.
struct BraiinsAdapter: DeviceAdapter {
    private enum Stage: Sendable { case login, order, command }

    private static let user = "root"

    private let action: DeviceAction
    private let access: DeviceAccess
    private var stage: Stage
    /// The way of a BOSminer to what its API does not offer.
    private var graph: BOSminerGraph?

    /// - Parameter isBOSminer: the firmware is of the time before REST.
    init(_ action: DeviceAction, _ access: DeviceAccess, isBOSminer: Bool) {
        self.action = action
        self.access = access
        stage = isBOSminer ? .command : .login
    }

    mutating func begin() -> DeviceStep {
        guard case .login = stage else { return command() }
        let body = CommandBytes.object { json in
            json.field("username", BraiinsAdapter.user)
            json.field("password", access.passwords[.braiins])
        }
        return ask("POST", "/api/v1/auth/login", body: body)
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        if graph != nil { return graph!.take(bytes) }
        if case .command = stage { return .done(CommandReply(bytes).verdict) }
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.webNoHttp)) }
        if reply.status == 401 || reply.status == 403 {
            return .done(.refused(.wrongPasswordOf, ["user": BraiinsAdapter.user]))
        }
        if case .login = stage {
            // Before 23.03 there was no REST interface; what the API of that time knows, the device says itself.
            if reply.status == 404 { return command() }
            guard reply.isSuccess, let token = LooseFields(reply.body).text("token"), !token.isEmpty else {
                return .done(.refused(.noTokenCode, ["code": String(reply.status)], saying: reply.text))
            }
            return order(token)
        }
        guard reply.isSuccess else { return .done(.refused(.saidNoCode, ["code": String(reply.status)], saying: reply.text)) }
        return .done(DeviceVerdict(.accepted, .tookOrder))
    }

    /// Whoever has no web server may still have the API of the time before it.
    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? {
        if graph != nil { return graph!.goOn(without: outcome) }
        guard case .login = stage, outcome == .refused else { return nil }
        return command()
    }

    private mutating func order(_ token: String) -> DeviceStep {
        stage = .order
        switch action {
        case .sleep: return ask("PUT", "/api/v1/actions/pause", token: token)
        case .wake: return ask("PUT", "/api/v1/actions/resume", token: token)
        case .limitPower(let watts):
            return ask("PUT", "/api/v1/performance/power-target", token: token, body: CommandBytes.object { $0.field("watt", watts) })
        case .restart: return ask("PUT", "/api/v1/actions/restart", token: token)
        case .setPools(let pools): return ask("PUT", "/api/v1/pools/batch", token: token, body: BraiinsAdapter.groups(of: pools))
        }
    }

    /// One group of all pools in the place of the groups that there are.
    private static func groups(of pools: [DevicePool]) -> [UInt8] {
        var json = JSONWriter()
        json.array { json in
            json.object { json in
                json.field("name", "Default")
                json.array("pools") { json in
                    for pool in pools {
                        json.object { json in
                            json.field("enabled", true)
                            json.field("url", pool.url)
                            json.field("user", pool.user)
                            json.field("password", pool.password)
                        }
                    }
                }
            }
        }
        return json.bytes
    }

    private mutating func command() -> DeviceStep {
        stage = .command
        let command: String
        switch action {
        case .sleep: command = "pause"
        case .wake: command = "resume"
        case .restart: return begin(otherwise: .restartBosminer)
        case .setPools: return begin(otherwise: .poolsBosminer)
        case .limitPower: return begin(otherwise: .limitBosminer)
        }
        return .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json(command), framing: .command, silence: .mayBeDone))
    }

    private mutating func begin(otherwise: DeviceWord) -> DeviceStep {
        var graph = BOSminerGraph(action, access, otherwise: otherwise)
        defer { self.graph = graph }
        return graph.begin()
    }

    private func ask(_ method: String, _ path: String, token: String? = nil, body: [UInt8]? = nil) -> DeviceStep {
        let host = access.host(access.webPort)
        let bytes =
            token.map { HTTPMessage.bytes(method, path, host: host, headers: ["Authorization": $0], body: body ?? []) }
            ?? HTTPMessage.bytes(method, path, host: host, body: body)
        return .ask(
            DeviceRequest(port: access.webPort, bytes: bytes, framing: .http, silence: token == nil ? .nothingDone : .mayBeDone))
    }
}
