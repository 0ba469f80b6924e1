/// How far a deal has come. It is won after an offer was made; what is won stays won, what was lost may be opened again.
enum DealStage: String, Stage {
    case open, proposal, negotiation, won, lost

    var next: [DealStage] {
        switch self {
        case .open: [.proposal, .lost]
        case .proposal: [.negotiation, .won, .lost, .open]
        case .negotiation: [.won, .lost, .proposal]
        case .won: []
        case .lost: [.open]
        }
    }
}
