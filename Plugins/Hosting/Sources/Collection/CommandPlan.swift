/// Which commands a miner is asked in a round; learnt once, then kept with the miner's state. Pure.
enum CommandPlan: Equatable, Sendable {
    /// All in one request, where the firmware joins commands.
    case joined
    /// One request each.
    case single([String])

    /// What is tried with a miner that refuses joined commands; those that teach something are kept.
    static let exploring = CommandPlan.single(["version", "summary", "stats", "pools", "devs", "temps", "fans"])

    private static let known: Set<String> = ["version", "summary", "stats", "pools", "devs", "edevs", "temps", "fans"]

    /// The plan as it was stored; nil for an unknown miner or text that says nothing.
    init?(stored text: String?) {
        guard let text, !text.isEmpty else { return nil }
        if text == "joined" {
            self = .joined
            return
        }
        let commands = text.split(separator: ",").map(String.init)
        guard !commands.isEmpty, commands.count <= 8, commands.allSatisfy(CommandPlan.known.contains) else { return nil }
        self = .single(commands)
    }

    /// The text to store.
    var stored: String {
        switch self {
        case .joined: "joined"
        case .single(let commands): commands.joined(separator: ",")
        }
    }

    /// The commands, one a request.
    var commands: [String] {
        switch self {
        case .joined: ["version+summary+stats+pools"]
        case .single(let commands): commands
        }
    }

    /// The request for a command, as the CGMiner API takes it.
    static func request(_ command: String) -> [UInt8] { Array(#"{"command":"\#(command)"}"#.utf8) }
}
