/// How far a lead has come. Who was never contacted is not qualified; who was lost may be taken up again.
enum LeadStage: String, Stage {
    case new, contacted, qualified, lost

    var next: [LeadStage] {
        switch self {
        case .new: [.contacted, .lost]
        case .contacted: [.qualified, .lost, .new]
        case .qualified: [.contacted, .lost]
        case .lost: [.contacted, .new]
        }
    }
}
