import PluginKit

/// Luxor's firmware: a session is opened over the CGMiner API, used, and closed, since there is only one at a time.
///
/// Source: docs.luxor.tech, the API's sessions; github.com/LuxorLabs/luxos-tooling, which commands want one.
struct LuxOSAdapter: DeviceAdapter {
    private enum Stage: Sendable { case logon, session, working, logoff(DeviceVerdict) }

    private let refusal: DeviceVerdict?
    private let port: UInt16
    private var work: any LuxOSWork
    private var stage = Stage.logon
    private var session = ""

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        port = access.port
        refusal = LuxOSPools.refusal(of: action)
        work =
            switch action {
            case .sleep: LuxOSCommand("curtail", "sleep")
            case .wake: LuxOSCommand("curtail", "wakeup")
            case .restart: LuxOSCommand("resetminer")
            case .setPools(let pools): LuxOSPools(pools)
            case .limitPower(let watts): LuxOSLimit(watts: watts)
            }
    }

    mutating func begin() -> DeviceStep {
        if let refusal { return .done(refusal) }
        return ask(LuxOSRequest("logon", silence: .nothingDone))
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        switch stage {
        case .logon:
            if CommandReply(bytes).isSuccess { return begin(CommandReply(bytes)) }
            // Somebody holds the one session; LuxOS tells its id to whoever asks.
            stage = .session
            return ask(LuxOSRequest("session", silence: .nothingDone))
        case .session: return begin(CommandReply(bytes))
        case .working: return step(work.take(bytes, session: session))
        case .logoff(let verdict): return .done(verdict)
        }
    }

    private mutating func begin(_ reply: CommandReply) -> DeviceStep {
        guard let id = reply.fields.text("SessionID"), !id.isEmpty else {
            return .done(.refused(.noSession, saying: reply.message))
        }
        session = id
        stage = .working
        return step(work.begin(session: id))
    }

    private mutating func step(_ step: LuxOSStep) -> DeviceStep {
        switch step {
        case .ask(let request): return ask(request)
        case .done(let verdict):
            stage = .logoff(verdict)
            return ask(LuxOSRequest("logoff", session, silence: .settled(verdict)))
        }
    }

    private func ask(_ request: LuxOSRequest) -> DeviceStep {
        .ask(
            DeviceRequest(
                port: port, bytes: CommandBytes.json(request.command, request.parameter), framing: .command, silence: request.silence))
    }
}
