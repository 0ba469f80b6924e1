/// What a miner is asked in a round; learnt, then kept with the miner's state. Pure.
struct CommandPlan: Equatable, Sendable {
    /// One connection each. A request is one command, or several that the firmware joins: `summary+stats`.
    let requests: [String]
    /// Whether the miner was asked for all that these requests leave open.
    let isExplored: Bool

    init(_ requests: [String], isExplored: Bool = false) {
        self.requests = requests
        self.isExplored = isExplored
    }

    /// What each unknown miner is asked first: all in one request.
    static let joined = CommandPlan(["version+summary+stats+pools"])

    /// The same one by one, for a firmware that does not join commands.
    static let single = CommandPlan(["version", "summary", "stats", "pools"])

    /// What a web server on the miner's port is asked; the model does not change, so it is asked once.
    static let web = CommandPlan(["/summary", "/capabilities"])

    /// What MicroBT's API 3 is asked on its own port: who it is and whether it works, and all that it measures in one request.
    static let framed = CommandPlan(["v3/device", "v3/status"], isExplored: true)

    private static let exploredMark = "explored:"

    /// The plan as it was stored; nil for an unknown miner or text that says nothing.
    init?(stored text: String?) {
        guard var text = text?[...], !text.isEmpty else { return nil }
        let isExplored = text.hasPrefix(CommandPlan.exploredMark)
        if isExplored { text = text.dropFirst(CommandPlan.exploredMark.count) }
        // As plans were stored before miners were explored.
        if text == "joined" {
            self = .joined
            return
        }
        let requests = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let commands = requests.flatMap { $0.split(separator: "+", omittingEmptySubsequences: false).map(String.init) }
        guard Set(commands).count == commands.count, commands.allSatisfy(ReadCommand.isKnown) else { return nil }
        self.init(requests, isExplored: isExplored)
    }

    /// The text to store.
    var stored: String { (isExplored ? CommandPlan.exploredMark : "") + requests.joined(separator: ",") }

    /// The single commands of all requests.
    var commands: [String] { requests.flatMap { $0.split(separator: "+").map(String.init) } }

    /// Whether the firmware is asked several things in one request.
    var joins: Bool { requests.contains { $0.contains("+") } }

    /// Whether the miner is asked over HTTP.
    var isWeb: Bool { requests.contains { $0.hasPrefix("/") } }

    /// Whether the miner is asked on MicroBT's port, in frames.
    var isFramed: Bool { requests.contains { $0.hasPrefix("v3/") } }

    /// The same plan with more commands, joined where it joins.
    func adding(_ commands: [String], isExplored: Bool) -> CommandPlan {
        guard joins, let first = requests.first else { return CommandPlan(requests + commands, isExplored: isExplored) }
        return CommandPlan([([first] + commands).joined(separator: "+")] + requests.dropFirst(), isExplored: isExplored)
    }

    /// The bytes of a request to a device: as the CGMiner API takes it, over HTTP where it is a path, or in a frame.
    static func bytes(_ request: String, address: String, port: UInt16) -> [UInt8] {
        switch request {
        case "v3/device": return LengthFrame.bytes(CommandBytes.object { $0.field("cmd", "get.device.info") })
        case "v3/status":
            return LengthFrame.bytes(
                CommandBytes.object { json in
                    json.field("cmd", "get.miner.status")
                    json.field("param", "summary+pools+edevs")
                })
        default: break
        }
        guard request.hasPrefix("/") else { return CommandBytes.json(request) }
        return HTTPMessage.bytes("GET", request, host: DeviceAccess(address: address, port: port).host(port))
    }
}
