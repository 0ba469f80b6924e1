/// Bitdeer's firmware: `ascset 0,suspend` rests it, a restart of the miner wakes it.
struct SealMinerAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: ask("ascset", "0,suspend")
        case .wake, .restart: ask("restart", nil)
        case .setPools: .done(DeviceVerdict(.unsupported, "No way is known to change a SealMiner's pools over the network."))
        case .limitPower: .done(DeviceVerdict(.unsupported, "No way is known to limit a SealMiner's power in watts."))
        }
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep { .done(CommandReply(reply).verdict(saying: "The device took the order")) }

    private func ask(_ command: String, _ parameter: String?) -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json(command, parameter), framing: .command, silence: .mayBeDone))
    }
}
