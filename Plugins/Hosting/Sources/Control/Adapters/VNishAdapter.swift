import PluginKit

/// VNish: its web interface gives a token for the password.
struct VNishAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess
    private var hasToken = false

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .limitPower: .done(DeviceVerdict(.unsupported, .limitVnish))
        case .setPools:
            .done(DeviceVerdict(.unsupported, .poolsVnish))
        case .sleep, .wake, .restart:
            ask("/api/v1/unlock", body: CommandBytes.object { $0.field("pw", access.passwords[.vnish]) })
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.webNoHttp)) }
        if reply.status == 401 || reply.status == 403 { return .done(.refused(.wrongPassword)) }
        if reply.status == 404 {
            return .done(DeviceVerdict(.unsupported, .vnishTooOld))
        }
        guard reply.isSuccess else { return .done(.refused(.saidNoCode, ["code": String(reply.status)], saying: reply.text)) }
        if hasToken { return .done(DeviceVerdict(.accepted, .tookOrder)) }
        guard let token = LooseFields(reply.body).text("token"), !token.isEmpty else {
            return .done(.refused(.noToken, saying: reply.text))
        }
        hasToken = true
        let verb = action == .sleep ? "stop" : action == .wake ? "start" : "restart"
        return ask("/api/v1/mining/\(verb)", token: token, body: [])
    }

    private func ask(_ path: String, token: String? = nil, body: [UInt8]) -> DeviceStep {
        let host = access.host(access.webPort)
        let bytes =
            token.map { HTTPMessage.bytes("POST", path, host: host, headers: ["Authorization": $0], body: body) }
            ?? HTTPMessage.bytes("POST", path, host: host, body: body)
        return .ask(
            DeviceRequest(port: access.webPort, bytes: bytes, framing: .http, silence: token == nil ? .nothingDone : .mayBeDone))
    }
}
