/// A kind of miner that can be played: its captured replies and the habits of its firmware.
struct MinerModel: Sendable {
    /// What follows the text on the wire.
    enum Ending: Sendable {
        case nul
        case newlineAndNUL
        /// The firmware only closes the connection.
        case nothing

        var bytes: [UInt8] {
            switch self {
            case .nul: [0]
            case .newlineAndNUL: [0x0A, 0]
            case .nothing: []
            }
        }
    }

    /// How `summary+stats` is answered.
    enum JoinedCommands: Sendable {
        case answered
        /// Code 14, as by Bitmain's firmware since 2020.
        case invalidCommand
        /// Code 24, as by MicroBT's firmware.
        case missingCommand
    }

    /// Stable name, as in `--models`.
    let name: String
    /// As in the catalogue of models.
    let catalogueName: String
    /// Nameplate.
    let hashrateTHs: Double
    /// Nameplate.
    let powerWatts: Int
    /// Share in a mixed fleet, relative to the others.
    let weight: Int
    /// What the firmware calls itself in its error replies.
    let software: String
    let ending: Ending
    let joined: JoinedCommands
    /// Letters that its serial numbers begin with.
    let serialPrefix: String
    let replies: [CapturedReply]
    let family: ControlFamily

    init(
        _ name: String, _ catalogueName: String, ths: Double, watts: Int, weight: Int, _ software: String, ending: Ending = .nul,
        joined: JoinedCommands = .answered, serial: String, control family: ControlFamily = .none, _ replies: [CapturedReply]
    ) {
        self.family = family
        self.name = name
        self.catalogueName = catalogueName
        hashrateTHs = ths
        powerWatts = watts
        self.weight = weight
        self.software = software
        self.ending = ending
        self.joined = joined
        serialPrefix = serial
        self.replies = replies
    }
}
