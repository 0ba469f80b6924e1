/// Canaan's firmware, by `ascset` of the CGMiner API.
///
/// Firmware that does not know soft off and on is told as the manual of the Avalon 10 series says: the power of its hash boards is switched
/// off, and comes back when the device boots.
///
/// Source: github.com/Canaan-Creative/avalon10-docs, the maker's manual of the 10 series, where a pool has no number and there is one;
/// github.com/delawr0190/foreman-apps, newer firmware, where pools are numbered.
struct AvalonAdapter: DeviceAdapter {
    /// How far an order to a firmware without soft off and on has come.
    private enum Older: Sendable { case lookingAtPower, ordering }

    /// The device is told when to switch; its clock may be a little behind.
    private static let secondsAhead: Int64 = 5
    private static let poolSlots = 3
    private static let user = "root"

    /// How an order for pools goes on.
    private enum Pools: Sendable { case single, numbered(set: Int), starting(DeviceVerdict) }

    private let action: DeviceAction
    private let access: DeviceAccess
    private var pools: Pools
    /// nil while the device may know soft off and on.
    private var older: Older?

    /// - Parameter firmware: as it was read, in small letters.
    init(_ action: DeviceAction, _ access: DeviceAccess, firmware: String) {
        self.action = action
        self.access = access
        pools = firmware.contains(/^avalon 10\d\d\b/) ? .single : .numbered(set: 0)
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: return ask("ascset", "0,softoff,1:\(access.unixSeconds + AvalonAdapter.secondsAhead)")
        case .wake: return ask("ascset", "0,softon,1:\(access.unixSeconds + AvalonAdapter.secondsAhead)")
        case .restart: return ask("restart", nil)
        case .setPools(let pools):
            if let refusal = DevicePool.refusal(of: pools, most: AvalonAdapter.poolSlots, by: "Avalon") { return .done(refusal) }
            let texts: [String] = pools.flatMap { pool -> [String] in [pool.url, pool.user, pool.password] }
            guard !texts.contains(where: { $0.contains(",") || $0.contains("|") }) else {
                return .done(.refused(.poolFields))
            }
            return setPool(pools)
        case .limitPower: return .done(DeviceVerdict(.unsupported, .limitAvalon))
        }
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        let reply = CommandReply(reply)
        guard case .setPools(let pools) = action else {
            if let step = tookByOlder(reply) { return step }
            let accepted = reply.verdict
            // "ASC 0 set info: …" is said to a wrong parameter too.
            let isRefusal =
                accepted.outcome == .accepted && ["invalid", "fail", "error"].contains { reply.message.lowercased().contains($0) }
            return .done(isRefusal ? .refused(.saidNo, saying: reply.message) : accepted)
        }
        return took(reply, of: pools)
    }

    private mutating func took(_ reply: CommandReply, of list: [DevicePool]) -> DeviceStep {
        let isTaken = reply.isSuccess && !reply.message.lowercased().contains("fail")
        switch pools {
        case .single:
            // What it took is repeated; other firmware would have taken the fields for others.
            guard isTaken, !reply.message.contains("set to") || reply.message.contains(list[0].url) else {
                pools = .numbered(set: 0)
                return setPool(list)
            }
            // The manual: what was set counts after a boot.
            pools = .starting(DeviceVerdict(.accepted, list.count > 1 ? .tookFirstPool : .tookPools))
            return ask("ascset", "0,reboot,0")
        case .numbered(let set):
            guard isTaken else { return .done(reply.isSuccess ? .refused(.saidNo, saying: reply.message) : reply.verdict) }
            pools = .numbered(set: set + 1)
            if set + 1 < list.count { return setPool(list) }
            // New pools are read when the miner starts.
            pools = .starting(DeviceVerdict(.accepted, .tookPools))
            return ask("restart", nil)
        case .starting(let verdict): return .done(verdict)
        }
    }

    /// The next step with a firmware that knows no soft off and on; nil where the reply ends the order.
    private mutating func tookByOlder(_ reply: CommandReply) -> DeviceStep? {
        switch (older, action) {
        case (nil, .sleep) where reply.isUnknownOption:
            older = .ordering
            return ask("ascset", "0,hashpower,0")
        case (nil, .wake) where reply.isUnknownOption:
            // One whose boards have power is not booted for nothing.
            older = .lookingAtPower
            return ask("ascset", "0,hashpower", silence: .nothingDone)
        case (.lookingAtPower, .wake) where !reply.isUnknownCommand:
            guard let amperes = AvalonAdapter.boardAmperes(reply.message) else {
                return .done(.refused(.boardPowerUntold, saying: reply.message))
            }
            if amperes > 0 { return .done(DeviceVerdict(.alreadySo, .hasBoardPower)) }
            older = .ordering
            return ask("ascset", "0,reboot,0")
        default: return nil
        }
    }

    /// The current to the hash boards, of `ASC 0 set info: PS[error, control voltage, board voltage, current, watts, set voltage]`.
    private static func boardAmperes(_ message: String) -> Int? {
        guard let start = message.firstRange(of: "PS[")?.upperBound else { return nil }
        let fields = message[start...].prefix { $0 != "]" }.split(separator: " ")
        return fields.count > 3 ? Int(fields[3]) : nil
    }

    private func setPool(_ list: [DevicePool]) -> DeviceStep {
        let login = "0,setpool,\(AvalonAdapter.user),\(access.passwords[.avalon])"
        guard case .numbered(let set) = pools else { return ask("ascset", "\(login),\(AvalonAdapter.fields(list[0]))") }
        return ask("ascset", "\(login),\(set),\(AvalonAdapter.fields(list[set]))")
    }

    private static func fields(_ pool: DevicePool) -> String { "\(pool.url),\(pool.user),\(pool.password)" }

    private func ask(_ command: String, _ parameter: String?, silence: DeviceRequest.Silence = .mayBeDone) -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json(command, parameter), framing: .command, silence: silence))
    }
}
