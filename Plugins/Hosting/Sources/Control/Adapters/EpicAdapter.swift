import PluginKit

/// ePIC's PowerPlay: HTTP on the port where others have the CGMiner API, the password in each body.
struct EpicAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: ask("/miner") { $0.field("param", "Stop") }
        case .wake: ask("/miner") { $0.field("param", "Autostart") }
        case .restart: ask("/softreboot") { _ in }
        case .setPools:
            .done(DeviceVerdict(.unsupported, "PowerPlay's pools are part of its coin profile; they are not changed from here yet."))
        case .limitPower:
            .done(DeviceVerdict(.unsupported, "PowerPlay's limit belongs to its tuning algorithm; it is not changed from here."))
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused("The answer is no HTTP")) }
        let fields = LooseFields(reply.body)
        guard reply.isSuccess, fields.text("result") == "true" else {
            return .done(.refused("The device said no (\(reply.status))", saying: fields.text("error") ?? reply.text))
        }
        return .done(DeviceVerdict(.accepted, "The device took the order."))
    }

    private func ask(_ path: String, _ parameters: (inout JSONWriter) -> Void) -> DeviceStep {
        let body = CommandBytes.object { json in
            parameters(&json)
            json.field("password", access.passwords[.epic])
        }
        return .ask(
            DeviceRequest(
                port: access.port, bytes: HTTPMessage.bytes("POST", path, host: access.host(access.port), body: body), framing: .http,
                silence: .mayBeDone))
    }
}
