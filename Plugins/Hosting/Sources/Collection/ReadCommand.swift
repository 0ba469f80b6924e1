/// A command of a miner's API, or a path of its web server, that reads; there are no others here. Pure.
struct ReadCommand: Sendable {
    /// Which commands a firmware knows besides CGMiner's own.
    enum Dialect: Sendable {
        case common, braiins, luxos, fluxos, powerPlay

        /// By the firmware's name as `FirmwareIdentity` has it; nil where it is not told.
        init(firmware: String?) {
            switch firmware {
            case "Braiins OS": self = .braiins
            case "LuxOS": self = .luxos
            case "FluxOS": self = .fluxos
            case let name? where name.hasPrefix("PowerPlay"): self = .powerPlay
            default: self = .common
            }
        }
    }

    let name: String
    /// What its reply tells.
    let tells: ReadingTopics
    /// Who is asked.
    let dialects: Set<Dialect>

    private init(_ name: String, _ tells: ReadingTopics, _ dialects: Set<Dialect>) {
        self.name = name
        self.tells = tells
        self.dialects = dialects
    }

    /// Those that are asked for something, in their order; each miner is asked the first three anyhow, unless its plan has lost one.
    private static let all: [ReadCommand] = [
        ReadCommand("summary", [.rate], [.common, .braiins, .luxos, .fluxos]),
        ReadCommand("stats", [.rate, .boards, .temperatures, .fans], [.common, .luxos]),
        ReadCommand("pools", [.pools], [.common, .braiins, .luxos, .fluxos]),
        ReadCommand("devs", [.rate, .boards, .temperatures], [.common, .braiins, .luxos, .fluxos]),
        ReadCommand("edevs", [.rate, .boards, .temperatures], [.common]),
        ReadCommand("temps", [.boards, .temperatures], [.common, .braiins, .luxos]),
        ReadCommand("temperature", [.boards, .temperatures], [.fluxos]),
        ReadCommand("fans", [.fans], [.common, .braiins, .luxos]),
        ReadCommand("fan", [.fans], [.fluxos]),
        ReadCommand("power", [.power], [.luxos]),
        ReadCommand("psu", [.power], [.fluxos]),
        // A Whatsminer that sleeps may answer nothing but this.
        ReadCommand("status", [.rate], [.common]),
        ReadCommand("/summary", [.rate, .boards, .temperatures, .fans, .power, .pools], [.powerPlay]),
    ]

    /// These tell who the miner is, which does not change between rounds.
    private static let identifying: Set<String> = ["version", "/capabilities"]
    private static let known = Set(all.map(\.name)).union(identifying).union(CommandPlan.framed.requests)

    /// Whether a stored plan may hold the command.
    static func isKnown(_ name: String) -> Bool { known.contains(name) }

    /// Whether the command tells only what stays as it is.
    static func isIdentifying(_ name: String) -> Bool { identifying.contains(name) }

    /// The commands that may tell what is missing, without those that were asked.
    static func telling(_ missing: ReadingTopics, firmware: String?, asked: [String]) -> [String] {
        let dialect = Dialect(firmware: firmware)
        return all.filter { $0.dialects.contains(dialect) && !$0.tells.isDisjoint(with: missing) && !asked.contains($0.name) }
            .map(\.name)
    }
}
