/// How a model is told what to do: which orders it takes, on which port, and behind which lock.
enum ControlFamily: Sendable, Equatable {
    /// Takes no orders.
    case none
    /// Bitmain's web server with digest authentication.
    case bitmain
    /// VNish's web interface with a token.
    case vnish
    /// btminer's API 2: token and AES.
    case whatsminer
    /// btminer's API 3 on a port of its own; API 2 gives no tokens any more.
    case whatsminerV3
    /// btminer's API 3 alone: it is read there too, and refuses connections elsewhere.
    case whatsminerFrames
    /// Bitmain's web server of before 2020: no work mode in the configuration, which takes no JSON.
    case bitmainBefore2020
    /// VNish of before its web interface: whoever asks for that gets 404.
    case vnishBefore1
    /// `ascset` with soft off and on.
    case avalon
    /// `ascset` of the Avalon 10 series: the boards' power is switched off, and comes back with a boot.
    case avalon10
    /// BOSminer's `pause` and `resume`.
    case bosminer
    /// The same, and a web server that takes more as GraphQL.
    case bosminerGraph
    /// Braiins OS' REST interface with a token.
    case braiins
    /// `curtail` within a session.
    case luxos
    /// ePIC's PowerPlay: HTTP where others have the CGMiner API.
    case epic
    /// `ascset` with suspend, a restart that wakes, and a web server that boots it.
    case sealMiner

    /// As the maker ships it.
    var password: String {
        switch self {
        case .bitmain, .bitmainBefore2020, .avalon, .avalon10: "root"
        case .vnish, .vnishBefore1, .whatsminer: "admin"
        case .whatsminerV3, .whatsminerFrames: "super"
        case .epic: "letmein"
        case .sealMiner: "seal"
        case .none, .bosminer, .bosminerGraph, .braiins, .luxos: ""
        }
    }

    var hasWebServer: Bool { [.bitmain, .bitmainBefore2020, .vnish, .vnishBefore1, .bosminerGraph, .braiins, .sealMiner].contains(self) }
}
