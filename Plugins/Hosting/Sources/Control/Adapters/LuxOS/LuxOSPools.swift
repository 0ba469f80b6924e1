import PluginKit

/// Pools on LuxOS, which keeps them in groups that share the hashrate: the pools come into a group of their own, and then all other groups go.
/// The device is at no time without a pool.
///
/// Source: github.com/256foundation/asic-rs, its LuxOS back end (`groups`, `addgroup name,quota`, `addpool url,user,password,group`,
/// `removegroup id`); github.com/UpstreamData/pyasic, `rpc/luxminer.py`, the same commands; neither gives them the session.
struct LuxOSPools: LuxOSWork {
    private enum Stage: Sendable { case looking, addingGroup, lookingAgain, addingPools, removingGroups, tidying(DeviceVerdict) }

    private let pools: [DevicePool]
    private var stage = Stage.looking
    /// The groups that are to go, the highest first: numbers behind one that goes may move.
    private var oldGroups: [Int64] = []
    private var newName = ""
    private var newGroup: Int64 = 0
    private var poolsAdded = 0
    /// What the device said of the groups that it keeps.
    private var keeps: String?

    private static let name = "hosted"

    init(_ pools: [DevicePool]) { self.pools = pools }

    /// Why pools cannot be told at all: parameters are set apart by commas.
    static func refusal(of action: DeviceAction) -> DeviceVerdict? {
        guard case .setPools(let pools) = action else { return nil }
        return pools.contains { "\($0.url)\($0.user)\($0.password)".contains(",") } ? .refused(.poolComma, ["firmware": "LuxOS"]) : nil
    }

    mutating func begin(session: String) -> LuxOSStep { .ask(LuxOSRequest("groups", silence: .nothingDone)) }

    mutating func take(_ bytes: [UInt8], session: String) -> LuxOSStep {
        let reply = CommandReply(bytes)
        switch stage {
        case .looking:
            guard reply.isSuccess, let groups = LuxOSPools.groups(bytes) else { return .done(LuxOSPools.unread(reply)) }
            oldGroups = groups.map(\.id).sorted(by: >)
            let taken = Set(groups.map(\.name))
            newName = ([LuxOSPools.name] + (2...(groups.count + 2)).map { "\(LuxOSPools.name)\($0)" }).first { !taken.contains($0) } ?? ""
            stage = .addingGroup
            return .ask(LuxOSRequest("addgroup", "\(newName),1"))
        case .addingGroup:
            guard reply.isSuccess else { return .done(reply.verdict) }
            stage = .lookingAgain
            return .ask(LuxOSRequest("groups"))
        case .lookingAgain:
            guard let group = LuxOSPools.groups(bytes)?.first(where: { $0.name == newName }) else {
                return .done(LuxOSPools.unread(reply))
            }
            newGroup = group.id
            stage = .addingPools
            return addPool()
        case .addingPools:
            guard reply.isSuccess else {
                stage = .tidying(reply.verdict)
                return .ask(LuxOSRequest("removegroup", String(newGroup), silence: .settled(reply.verdict)))
            }
            poolsAdded += 1
            return poolsAdded < pools.count ? addPool() : removeGroup()
        case .removingGroups:
            if !reply.isSuccess { keeps = reply.message }
            return removeGroup()
        case .tidying(let verdict): return .done(verdict)
        }
    }

    private func addPool() -> LuxOSStep {
        let pool = pools[poolsAdded]
        return .ask(LuxOSRequest("addpool", "\(pool.url),\(pool.user),\(pool.password),\(newGroup)"))
    }

    private mutating func removeGroup() -> LuxOSStep {
        stage = .removingGroups
        guard let group = oldGroups.first else {
            return .done(keeps.map { .refused(.poolsBeside, saying: $0) } ?? DeviceVerdict(.accepted, .tookOrder))
        }
        oldGroups.removeFirst()
        return .ask(LuxOSRequest("removegroup", String(group)))
    }

    private static func groups(_ bytes: [UInt8]) -> [(id: Int64, name: String)]? {
        ReplyJSON.rows("GROUPS", of: bytes)?.compactMap { row in row["GROUP"]?.integer.map { ($0, row["Name"]?.string ?? "") } }
    }

    /// Of a list of groups that is none.
    private static func unread(_ reply: CommandReply) -> DeviceVerdict {
        reply.isSuccess ? .refused(.unreadable) : reply.verdict
    }
}
