import PluginKit

/// Luxor's firmware: a session is opened over the CGMiner API, used, and closed, since there is only one at a time.
struct LuxOSAdapter: DeviceAdapter {
    private enum Stage: Sendable { case logon, session, order, logoff(DeviceVerdict) }

    private let action: DeviceAction
    private let port: UInt16
    private var stage = Stage.logon
    private var session = ""

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        port = access.port
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .limitPower: .done(DeviceVerdict(.unsupported, .limitLuxos))
        case .setPools:
            .done(DeviceVerdict(.unsupported, .poolsLuxos))
        case .sleep, .wake, .restart: ask("logon", nil, .nothingDone)
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        let reply = CommandReply(bytes)
        switch stage {
        case .logon:
            if reply.isSuccess { return order(reply) }
            // Somebody holds the one session; LuxOS tells its id to whoever asks.
            stage = .session
            return ask("session", nil, .nothingDone)
        case .session: return order(reply)
        case .order:
            let verdict = reply.verdict
            stage = .logoff(verdict)
            return ask("logoff", session, .settled(verdict))
        case .logoff(let verdict): return .done(verdict)
        }
    }

    private mutating func order(_ reply: CommandReply) -> DeviceStep {
        guard let id = reply.fields.text("SessionID"), !id.isEmpty else {
            return .done(.refused(.noSession, saying: reply.message))
        }
        session = id
        stage = .order
        switch action {
        case .sleep: return ask("curtail", "\(id),sleep", .mayBeDone)
        case .wake: return ask("curtail", "\(id),wakeup", .mayBeDone)
        default: return ask("resetminer", id, .mayBeDone)
        }
    }

    private func ask(_ command: String, _ parameter: String?, _ silence: DeviceRequest.Silence) -> DeviceStep {
        .ask(DeviceRequest(port: port, bytes: CommandBytes.json(command, parameter), framing: .command, silence: silence))
    }
}
