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
    /// `ascset` with soft off and on.
    case avalon
    /// BOSminer's `pause` and `resume`.
    case bosminer
    /// Braiins OS' REST interface with a token.
    case braiins
    /// `curtail` within a session.
    case luxos
    /// ePIC's PowerPlay: HTTP where others have the CGMiner API.
    case epic
    /// `ascset` with suspend, and a restart that wakes.
    case sealMiner

    /// As the maker ships it.
    var password: String {
        switch self {
        case .bitmain, .avalon: "root"
        case .vnish, .whatsminer, .whatsminerV3: "admin"
        case .epic: "letmein"
        case .none, .bosminer, .braiins, .luxos, .sealMiner: ""
        }
    }

    var hasWebServer: Bool { self == .bitmain || self == .vnish || self == .braiins }
}
