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
        case .limitPower: .done(DeviceVerdict(.unsupported, "VNish is limited by presets that were tuned on the device, not by watts."))
        case .setPools:
            .done(DeviceVerdict(.unsupported, "Setting pools is not supported for VNish: they are part of its profile and not told alone."))
        case .sleep, .wake, .restart:
            ask("/api/v1/unlock", body: CommandBytes.object { $0.field("pw", access.passwords[.vnish]) })
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused("The web server's answer is no HTTP")) }
        if reply.status == 401 || reply.status == 403 { return .done(.refused("The device does not take the password")) }
        if reply.status == 404 {
            return .done(DeviceVerdict(.unsupported, "This VNish is too old to be told over the network: the interface came with 1.0."))
        }
        guard reply.isSuccess else { return .done(.refused("The device said no (\(reply.status))", saying: reply.text)) }
        if hasToken { return .done(DeviceVerdict(.accepted, "The device took the order.")) }
        guard let token = LooseFields(reply.body).text("token"), !token.isEmpty else {
            return .done(.refused("The device gave no token", saying: reply.text))
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
