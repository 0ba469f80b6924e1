/// Bitdeer's firmware: `ascset 0,suspend` rests it, a restart of the miner wakes it.
struct SealMinerAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess
    /// Whether the device was asked for its state before it is woken: one that runs is not started anew.
    private var isLooking = false

    private static let running = "Running"

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: return ask("ascset", "0,suspend")
        case .wake:
            isLooking = true
            return ask("stats", silence: .nothingDone)
        case .restart: return ask("restart")
        case .setPools:
            return .done(
                DeviceVerdict(.unsupported, .poolsSealminer))
        case .limitPower:
            return .done(DeviceVerdict(.unsupported, .limitSealminer))
        }
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        guard isLooking else { return .done(CommandReply(reply).verdict) }
        isLooking = false
        guard LooseFields(reply).text("PM State") != SealMinerAdapter.running else {
            return .done(DeviceVerdict(.alreadySo, .runs))
        }
        return ask("restart")
    }

    private func ask(_ command: String, _ parameter: String? = nil, silence: DeviceRequest.Silence = .mayBeDone) -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json(command, parameter), framing: .command, silence: silence))
    }
}
